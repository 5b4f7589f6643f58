/** "Choose Parameter Values…": which scenario of a template is shown alone. It is remembered for the workspace, and follows renamed files. */
import { type Disposable, type Memento, QuickPickItemKind, type QuickPickItem, Uri, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  type ParameterChoice,
  parameterChoicesRequest,
  type Pin,
  pinsNotification,
  type ScenarioChoice,
  scenariosRequest,
} from "../../server/src/protocol.ts";
import type { Status } from "../../server/src/protocol.ts";
import { afterRename } from "./renames.ts";
import { textFollower } from "./text-follower.ts";

export interface Pins extends Disposable {
  /** Asks for what is to be shown of a document, the active one where none is given; `label` chooses without asking. */
  choose(uri?: string, label?: string): Promise<void>;
  /** Tells a server that has been started all that is pinned. */
  send(): Promise<void>;
}

/** `client` gives the client of a running server, `statusOf` what it said last about a document. */
export function pins(
  memory: Memento,
  client: () => BaseLanguageClient | undefined,
  statusOf: (uri: string) => Status | undefined,
  onFault: (error: unknown) => void,
): Pins {
  const all = (): Readonly<Record<string, Pin>> => memory.get<Readonly<Record<string, Pin>>>(memoryKey) ?? {};
  const tell = async (): Promise<void> => client()?.sendNotification(pinsNotification, { pins: all(), texts: texts.known() });
  const texts = textFollower(() => void tell().catch(onFault));
  /** What is pinned counts at once; what its files hold, when they have been read. */
  const send = async (): Promise<void> => {
    await tell();
    texts.follow(Object.values(all()).flatMap((pin) => (pin.kind === "parameters" && pin.file ? pin.file.uri : [])));
  };
  const store = async (uri: string, pin: Pin | undefined): Promise<void> => {
    const { [uri]: _, ...others } = all();
    await memory.update(memoryKey, pin ? { ...others, [uri]: pin } : others);
    await send();
  };

  const moved = async ({ files }: { readonly files: readonly { readonly oldUri: Uri; readonly newUri: Uri }[] }): Promise<void> => {
    const before = all();
    const now = Object.fromEntries(Object.entries(before).map(([uri, pin]) => [afterRename(uri, files), movedPin(pin, files)]));
    if (JSON.stringify(now) === JSON.stringify(before)) return;
    await memory.update(memoryKey, now);
    await send();
  };
  const renaming = workspace.onDidRenameFiles((event) => void moved(event).catch(onFault));

  return {
    send,
    dispose() {
      renaming.dispose();
      texts.dispose();
    },
    async choose(given, label) {
      const uri = given ?? window.activeTextEditor?.document.uri.toString();
      const server = client();
      if (uri === undefined || !server || statusOf(uri)?.template !== true) {
        void window.showInformationMessage("Open a CloudFormation template to choose its parameter values.");
        return;
      }
      const [scenarios, files] = await Promise.all([
        server.sendRequest<readonly ScenarioChoice[]>(scenariosRequest, { uri }),
        server.sendRequest<readonly ParameterChoice[]>(parameterChoicesRequest, { uri }),
      ]);
      const offers = [...scenarios.map(ofScenario), ...files.map(ofFile)];
      const chosen =
        label === undefined ? await ask(offers, all()[uri]) : [{ label: allScenarios }, ...offers].find((one) => one.label === label);
      if (chosen) await store(uri, chosen.pin);
    },
  };
}

const memoryKey = "cfnNetworkLint.pins";

/** The choice that pins nothing. */
const allScenarios = "All scenarios";

interface Offer {
  readonly label: string;
  readonly detail?: string;
  readonly pin?: Pin;
}

const ofScenario = ({ label, detail, values }: ScenarioChoice): Offer => ({
  label,
  ...(detail === "" ? {} : { detail }),
  pin: { kind: "scenario", label, values },
});

/** The pin whose file stands elsewhere: its label names the file as it is called now. */
function movedPin(pin: Pin, files: readonly { readonly oldUri: Uri; readonly newUri: Uri }[]): Pin {
  if (pin.kind !== "parameters" || !pin.file) return pin;
  const uri = afterRename(pin.file.uri, files);
  if (uri === pin.file.uri) return pin;
  const nameOf = (address: string): string => decodeURIComponent(address.slice(address.lastIndexOf("/") + 1));
  return { ...pin, label: pin.label.replace(nameOf(pin.file.uri), () => nameOf(uri)), file: { ...pin.file, uri } };
}

function ofFile({ uri, path, environment, values, unknown }: ParameterChoice): Offer {
  const label = environment === null ? path : `${path}#${environment}`;
  const given = Object.entries(values).map(([name, value]) => `${name} = ${value}`);
  const others = unknown.length > 0 ? [`not in the template: ${unknown.join(", ")}`] : [];
  return {
    label,
    detail: [...given, ...others].join(", "),
    pin: { kind: "parameters", label, values, file: { uri: Uri.parse(uri).toString(), environment } },
  };
}

async function ask(offers: readonly Offer[], pinned: Pin | undefined): Promise<Offer | undefined> {
  const item = (offer: Offer): QuickPickItem & Offer =>
    offer.label === (pinned?.label ?? allScenarios) ? { ...offer, description: "shown now" } : offer;
  const group = (title: string, kind: Pin["kind"]): readonly (QuickPickItem & Offer)[] => {
    const members = offers.filter(({ pin }) => pin?.kind === kind).map(item);
    return members.length > 0 ? [{ label: title, kind: QuickPickItemKind.Separator }, ...members] : [];
  };
  const items = [
    item({ label: allScenarios, detail: "Findings are always those of all scenarios." }),
    ...group("Scenarios of the template", "scenario"),
    ...group("Parameter files beside it", "parameters"),
  ];
  const placeHolder =
    offers.length > 0
      ? "Hovers, hints, lenses and traces show the one that is chosen"
      : "The template has one scenario, and no parameter file beside it";
  return window.showQuickPick(items, { title: "Choose Parameter Values", placeHolder, matchOnDetail: true });
}
