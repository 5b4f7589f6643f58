/** What is pinned in which document, and how its analysis is seen then. Follows pinned parameter files. Knows no connection. */
import type { Analysis } from "../analysis.ts";
import { type Chosen, pinned } from "../analysis/pinned.ts";
import { notPinned } from "../features/status.ts";
import type { Pin, PinsParams, Status } from "../protocol.ts";
import { readParameterFile } from "../settings/parameter-file.ts";
import type { Settings } from "../settings/settings.ts";

export interface Pins {
  /** Replaces all; gives the addresses for which something else is pinned than before. */
  set(params: PinsParams): readonly string[];
  /** What is pinned in an analysis, if it has that. */
  label(uri: string, analysis: Analysis, settings: Settings): Pick<Status, "pinned" | "pinProblem">;
  /** The analysis as it is to be shown: the pinned scenario alone, or as it is. */
  shown(uri: string, analysis: Analysis, settings: Settings): Analysis;
}

interface Followed {
  readonly label: string;
  /** How sentences about the file begin. */
  readonly name: string;
  /** Tells files apart; empty for a scenario. */
  readonly from: string;
  readonly chosen: Chosen;
  /** The end of a sentence about the file. Null where all is well. */
  readonly problem: string | null;
}

/** `tell` is called once when something is wrong with a pinned file, and not again until it was right. */
export function createPins(tell: (problem: string) => void): Pins {
  let pins: ReadonlyMap<string, Followed> = new Map();
  const seen = new WeakMap<Analysis, { readonly pin: Followed; readonly view: Analysis | undefined }>();
  const view = (uri: string, analysis: Analysis, { parameters }: Settings): Analysis | undefined => {
    const pin = pins.get(uri);
    if (!pin) return undefined;
    const known = seen.get(analysis);
    if (known?.pin === pin) return known.view;
    const made = pinned(analysis, parameters, pin.chosen);
    seen.set(analysis, { pin, view: made });
    return made;
  };
  return {
    set({ pins: all, texts = {} }) {
      const before = pins;
      pins = new Map(
        Object.entries(all).map(([uri, pin]) => {
          const [old, now] = [before.get(uri), followed(pin, texts, before.get(uri))];
          if (now.problem !== null && (old?.from !== now.from || old.problem === null)) tell(sentence(now, now.problem, true));
          return [uri, old && JSON.stringify(old) === JSON.stringify(now) ? old : now];
        }),
      );
      return [...new Set([...before.keys(), ...pins.keys()])].filter((uri) => before.get(uri) !== pins.get(uri));
    },
    label(uri, analysis, settings) {
      const pin = pins.get(uri);
      if (!pin) return notPinned;
      const isShown = view(uri, analysis, settings) !== undefined;
      if (isShown) return { pinned: pin.label, pinProblem: pin.problem === null ? null : sentence(pin, pin.problem, true) };
      if (pin.chosen.kind === "scenario") return notPinned;
      return { pinned: null, pinProblem: sentence(pin, pin.problem ?? "gives no value to a parameter of this template", false) };
    },
    shown: (uri, analysis, settings) => view(uri, analysis, settings) ?? analysis,
  };
}

/** The values of a pinned file are those of its text as it is now; where that gives none, the last ones stay. */
function followed(pin: Pin, texts: Readonly<Record<string, string | null>>, before: Followed | undefined): Followed {
  const { label } = pin;
  if (pin.kind === "scenario") return { label, name: label, from: "", chosen: { kind: "scenario", values: pin.values }, problem: null };
  const { file, values } = pin;
  const environment = file?.environment ?? null;
  const from = JSON.stringify([file?.uri ?? label, environment]);
  const name = environment === null ? label : label.slice(0, -environment.length - 1);
  const last = {
    label,
    name,
    from,
    chosen: before?.from === from ? before.chosen : { kind: "parameters" as const, values },
    problem: null,
  };
  const text = file && Object.hasOwn(texts, file.uri) ? texts[file.uri] : undefined;
  if (!file || text === undefined) return last;
  if (text === null) return { ...last, problem: "is gone, or cannot be read" };
  const read = readParameterFile(file.uri, text);
  if (read.kind === "problem") return { ...last, problem: read.message };
  const choice = read.choices.find((one) => (one.environment ?? null) === environment);
  if (!choice) return { ...last, problem: environment === null ? "has another format" : `has no environment ${environment} any more` };
  return { ...last, chosen: { kind: "parameters", values: Object.fromEntries(choice.values) } };
}

const sentence = ({ name }: Followed, problem: string, isShown: boolean): string =>
  `${name} ${problem}; ${isShown ? "its last values are shown" : "all scenarios are shown"}.`;
