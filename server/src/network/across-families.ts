/**
 * What the network model knows about resources of every type, and about what one template does not show: for
 * `docs/NETWORK-MODEL.md`. Does not read anything.
 */

export interface Topic {
  readonly title: string;
  /** What is modelled, taken for granted and left out: a sentence each. */
  readonly modelled: readonly string[];
  readonly assumed: readonly string[];
  readonly ignored: readonly string[];
}

export const topics: readonly Topic[] = [
  {
    title: "The order of creation",
    modelled: [
      "A resource of any type is made after those that its properties name with `Ref`, `Fn::GetAtt` or `Fn::Sub`, and after those in its `DependsOn`, at any distance.",
    ],
    assumed: [
      "What `Metadata` names is made before, too, although AWS does not say so.",
      "What either branch of an `Fn::If` names is made before, whichever branch is taken.",
    ],
    ignored: [
      "Names of resources that do not exist in the scenario.",
      "What other attributes of a resource name, such as `UpdatePolicy`.",
      "The order of deletion.",
    ],
  },
  {
    title: "Other stacks: exports, nested stacks, modules and custom resources",
    modelled: [
      "Which resources an exported output, an SSM parameter or a resource share (`AWS::RAM::ResourceShare`) names.",
      "Which resources are named in the properties of nested stacks, stack sets, modules, custom resources and resource types that are not AWS's.",
    ],
    assumed: [
      "Such a resource may get rules, routes, entries and attachments elsewhere: what it lacks is unknown.",
      "What the template itself says about it holds.",
      "A resource that is neither exported nor handed on gets nothing from other stacks.",
    ],
    ignored: [
      "The templates of nested stacks.",
      "What a custom resource does.",
      "What other stacks already have, and hold in common with this one.",
    ],
  },
  {
    title: "Macros and loops",
    modelled: ["`Fn::ForEach` over names that are known makes one resource for each of them."],
    assumed: [
      "A macro for the whole template that is not one of AWS's own, an `Fn::Transform` in `Resources`, and a loop over names that are not known may add resources of any kind: what is lacking anywhere is unknown.",
      "A macro for the whole template may add properties and `DependsOn` to every resource, too.",
      "An `Fn::Transform` among the properties of a resource may add properties: those that are absent are unknown.",
      "What is written stays as it is.",
    ],
    ignored: ["What a macro makes of its input."],
  },
  {
    title: "Half-typed text",
    modelled: [
      "Which names stand in parts that do not parse, in resources of which a value is missing, and in entries of `Resources` that are no resources yet.",
    ],
    assumed: [
      "Such text may be about every resource that it names: what those lack is unknown.",
      "Half-typed text about a resource that belongs to another, and does not name it yet, may be about any.",
      "What half-typed text lacks is unknown, and not what it would be without a value.",
      "A type of which only the beginning is there is none yet, and neither is its resource.",
      "The value of a parameter that is half-typed is unknown.",
      "A resource under a condition that is not declared yet does not exist yet.",
    ],
    ignored: ["What the text will become."],
  },
  {
    title: "Attributes of resources",
    modelled: [
      "Attributes that give what `Ref` gives, and those that repeat a property, such as `CidrBlock` of a VPC.",
      "Which attributes there are, for the types of the network whose list is certain, and which of them are lists.",
    ],
    assumed: ["A type whose list is not certain may have any attribute."],
    ignored: ["The value of every other attribute, which is known at deployment only."],
  },
];
