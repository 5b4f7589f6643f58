/** The text of docs/NETWORK-MODEL.md, from the families that the network model consists of. */
import { type Topic, topics } from "../server/src/network/across-families.ts";
import { type Family, families } from "../server/src/network/families.ts";

/** The page, as Markdown: a section for each family, with every resource type and the properties that are read of it. */
export function networkModelPage(): string {
  const sections = [...families.map(section), "## What belongs to no family\n", ...topics.map(topicSection)].join("\n");
  return `# The network model

What the network graph is built from, by family of resource types, and what holds for all of them. It is written by \`npm run docs\`
from \`server/src/network/families.ts\` and \`across-families.ts\`; do not edit it here.

- A property that is not listed is not read: nothing is said about it but what it refers to, and it makes no scenario of its own.
- A resource type that is not listed has no place in the network, only in the order of creation; at most its presence keeps a rule
  silent, as that of \`AWS::EC2::SecurityGroupVpcAssociation\` does.
- A value that only the deployment decides (a parameter without a default, an import, a custom resource) is unknown, and so is what
  nested stacks, custom resources, macros and importing stacks could change. What is unknown is silent.

${sections}`;
}

function section({ title, reads, assumed, ignored }: Family): string {
  const types = Object.entries(reads).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = types.map(([type, names]) => `| \`${type}\` | ${listed(names)} |`);
  return `## ${title}

| Resource type | Modelled |
| --- | --- |
${rows.join("\n")}

**Assumed:** ${assumed.join(" ")}

**Ignored:** ${ignored.join(" ")}
`;
}

const topicSection = ({ title, modelled, assumed, ignored }: Topic): string => `### ${title}

**Modelled:** ${modelled.join(" ")}

**Assumed:** ${assumed.join(" ")}

**Ignored:** ${ignored.join(" ")}
`;

const listed = (names: readonly string[]): string =>
  names.length === 0 ? "that it exists" : [...new Set(names)].map((name) => `\`${name}\``).join(", ");
