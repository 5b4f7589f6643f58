/** What --help prints. */
import { projectFileName } from "../settings/project.ts";
import { presets } from "../settings/settings.ts";
import { maxBytes } from "./cli-files.ts";

export const help = `cfn-network-lint: reads CloudFormation templates, builds the network that they would create, and reports what AWS
would reject and what would silently drop packets. It runs offline and needs no AWS account.

Usage
  cfn-network-lint lint [FLAGS] PATHS...
      --format text|json        text (default) is for people, json for programs
      --preset PRESET           ${presets.join(", ")}: which rules are on (default: the project file's, or recommended)
      --fail-on SEVERITY        error (default), warning, information or never: from where on the exit code is 1
      --parameter NAME=VALUE    a parameter's value, as if given at deployment (repeatable; AWS::Region=... works too)

  cfn-network-lint fix [FLAGS] PATHS...
      --rule ID                 only the findings of this rule (repeatable; also rules that are off by default)
      --unsafe                  also the fixes that change traffic or replace resources
      --dry-run                 print what would change as a unified diff, and write nothing

  cfn-network-lint trace [FLAGS] FILE
      --from END, --to END      a logical id (ID:public, ID:ipv6 for its other addresses), an address or block, internet, internet6,
                                or an AWS service (s3, ssm, com.amazonaws.REGION.NAME)
      --protocol tcp|udp|icmp|-1, --port PORT
                                what is sent (default: tcp; without a port all ports)
      --through ENDPOINT        join the two sides of an endpoint or a load balancer
      --region REGION           the Region that the template is deployed to
      --parameter NAME=VALUE    as above; without, the default values are traced and the verdicts that differ are listed
      --format text|json

  lint, fix and trace also take
      --config FILE             the project file to use, wherever the templates are
      --no-config               use no project file

  cfn-network-lint rules [--format text|json]

  cfn-network-lint --help | --version

PATHS are files, folders, globs, or - for standard input (fix - prints the fixed text). In a folder the .yaml, .yml, .json,
.template and .cfn files that hold a template are looked at, without node_modules and dot folders. Files must be UTF-8 and
at most ${maxBytes / 1_000_000} MB.

A project file, ${projectFileName}, states preset, rules, parameters, parameterFiles and ignore for the templates of its folder and
those below. The nearest one upwards from a template counts; flags win over what it states. What is wrong in it is told, with exit
code 2, and the rest is used. docs/SETTINGS.md explains its keys.

Exit codes of trace: 0 reachable, 1 blocked or unknown, 2 as below.
Exit codes: 0 nothing at or above --fail-on, 1 something, 2 bad usage, something could not be read or written, or a fault of this
program; the reason is on standard error, and the rest is done first.
`;
