/** Blocks against one whole parse, and reading again against reading from scratch, over texts that are edited at random. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { absoluteSpan, type TemplateDocument } from "../../server/src/template/node.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { comparable, documentLines, Unresolvable, wholeReading } from "./whole-reading.ts";

const templates = [
  `AWSTemplateFormatVersion: '2010-09-09'
Description: >-
  folded text
    more
  end
Parameters:
  A: {Type: String, Default: "x"}
  B:
    Type: Number # c
Resources:
  # first
  Vpc: &v
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Ref A
      Tags:
      - Key: a
        Value: !Sub |2
            x
          y
      - {Key: b, Value: !If [C, "a
          b", 'c''d']}
  Sub:
    Type: AWS::EC2::Subnet
    Properties:
      <<: *v
      X: [a, b,
        c]
      Y: "multi
        line \\
        esc"
  "Quoted":
    Type: X
  Plain: text
    over lines
Transform:
- AWS::X
- AWS::Y
Outputs:
  O:
    Value: !GetAtt A.B
    Description: |+
      keep


`,
  `---
Resources:
    A:
        Type: |-
            a
    B: [
      x,
    ]
    C: {
      a: b
    }
    D:
    - x
    - y: z
      w: 
    E: !Sub
      - a
      - {b: c}
Mappings: {a: {b: c}}
Outputs:
  "text
   A: b"
Conditions:
  ? complex
  : value
  X: !Equals [a, b]
`,
  `%YAML 1.2
---
# A small network
Parameters:
  Cidr: { Type: String, Default: 10.0.0.0/16 }
Conditions: {}
Resources:

  Vpc:
    Type: AWS::EC2::VPC
    Condition: IsProd
    Properties: {CidrBlock: !Ref Cidr}

  SecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: >
        Web,
        and more
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 80 # http
          CidrIp: 0.0.0.0/0
        - {IpProtocol: -1, CidrIp: !GetAtt [Vpc, CidrBlock]}
  Instance:
    Type: AWS::EC2::Instance
    Properties:
      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash
          if [ -f "/x" ]; then
            echo 'it: is' && rm *
          fi

      Tags: &tags
        - Key: Name
          Value: 'a'
  Other: {Type: Custom::A, Properties: {Tags: []}}
`,
];

const fragments = [
  "\n",
  "  ",
  "\t",
  "\r",
  "\r\n",
  ":",
  ": ",
  "- ",
  "!",
  "!Ref",
  "!Sub ",
  '"',
  "'",
  "[",
  "]",
  "{",
  "}",
  "|",
  "> ",
  "|2\n",
  "#",
  " # c",
  "&a ",
  "*a",
  "<<: *v",
  "? ",
  "---",
  "\n---\n",
  "...",
  "%",
  "\uFEFF",
  "foo",
  "A: b",
  "\n  New:\n    Type: X\n",
  "\n  New",
  "\nNew\n",
  "\nNew:\n",
  "\n- x",
  "\n  - x",
  ",",
  "@",
  "null",
  "\\",
  "\u2028",
  "\0",
  "x",
];

/** Puts a fragment, or a stretch of the text itself, in place of a stretch of the text. */
interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly fragment: string | { readonly from: number; readonly length: number };
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(12)),
  fragment: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...fragments) },
    { weight: 1, arbitrary: fc.constant("") },
    { weight: 1, arbitrary: fc.record({ from: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(40) }) },
  ),
});

function apply(text: string, { at, removed, fragment }: Edit): string {
  const start = Math.floor(at * text.length);
  const inserted =
    typeof fragment === "string" ? fragment : text.substring(Math.floor(fragment.from * text.length)).slice(0, fragment.length);
  return text.slice(0, start) + inserted + text.slice(start + removed);
}

const lineEnds = fc.constantFrom("\n", "\n", "\n", "\r\n", "\r");
const session = fc.record({
  template: fc.constantFrom(...templates),
  lineEnd: lineEnds,
  edits: fc.array(edit, { minLength: 1, maxLength: 5 }),
});

/** The text after each edit. */
function versions({ template, lineEnd, edits }: { template: string; lineEnd: string; edits: readonly Edit[] }): readonly string[] {
  const texts = [template.replaceAll("\n", lineEnd)];
  for (const edit of edits) texts.push(apply(texts.at(-1) ?? "", edit));
  return texts;
}

/** What the parse says, with line feeds for the carriage returns that `yaml` does not take for line ends; undefined where they need not agree. */
function expected(text: string): readonly string[] | "faulty" | undefined {
  try {
    return wholeReading(text.replace(/\r(?!\n)/g, "\n")) ?? "faulty";
  } catch (error) {
    if (error instanceof Unresolvable) return undefined;
    throw error;
  }
}

const contents = (document: TemplateDocument): unknown => ({
  format: document.format,
  lines: documentLines(document),
  blocks: document.blocks.map((block) => [document.offsetOf(block), block.text]),
  problems: document.problems.map((problem) => [problem.message, absoluteSpan(document, problem)]),
});

test("blocks say what one whole parse says, and find fault where it does", () => {
  let compared = 0;
  let cut = 0;
  fc.assert(
    fc.property(session, (session) => {
      for (const text of versions(session)) {
        const document = readDocument(text);
        const whole = document.format === "yaml" ? expected(text) : undefined;
        if (whole === "faulty") expect(document.problems).not.toEqual([]);
        else if (whole !== undefined) {
          expect(comparable(documentLines(document))).toEqual(comparable(whole));
          expect(document.problems).toEqual([]);
          compared++;
          if (document.blocks.length > 2) cut++;
        }
      }
    }),
    { seed: 20, numRuns: 250 },
  );
  // Otherwise the edits break every text, or nothing is ever cut.
  expect(compared).toBeGreaterThan(200);
  expect(cut).toBeGreaterThan(100);
});

test("reading after an edit is reading from scratch", () => {
  fc.assert(
    fc.property(session, (session) => {
      let document: TemplateDocument | undefined;
      for (const text of versions(session)) {
        document = readDocument(text, document);
        expect(contents(document)).toEqual(contents(readDocument(text)));
      }
    }),
    { seed: 21, numRuns: 250 },
  );
});

test("blocks make up the text, each with one problem at most, which stands in it", () => {
  fc.assert(
    fc.property(session, (session) => {
      for (const text of versions(session)) {
        const { blocks, problems } = readDocument(text);
        expect(blocks.map((block) => block.text).join("")).toBe(text);
        expect(new Set(problems.map(({ block }) => block)).size).toBe(problems.length);
        for (const { block, span, message } of problems) {
          expect(block.text.slice(span.start, span.end)).toHaveLength(span.end - span.start);
          expect(block.text.slice(span.start, span.end)).not.toMatch(/[\r\n]/);
          expect(message).toMatch(/^\S.*\.$/);
        }
      }
    }),
    { seed: 22, numRuns: 250 },
  );
});
