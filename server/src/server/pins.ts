/** What is pinned in which document, and how its analysis is seen then. Knows no connection. */
import type { Analysis } from "../analysis.ts";
import { pinned } from "../analysis/pinned.ts";
import type { Pin, PinsParams } from "../protocol.ts";
import type { Settings } from "../settings/settings.ts";

export interface Pins {
  /** Replaces all; gives the addresses for which something else is pinned than before. */
  set(params: PinsParams): readonly string[];
  /** What is pinned in an analysis, if it has that. */
  label(uri: string, analysis: Analysis, settings: Settings): string | null;
  /** The analysis as it is to be shown: the pinned scenario alone, or as it is. */
  shown(uri: string, analysis: Analysis, settings: Settings): Analysis;
}

export function createPins(): Pins {
  let pins: ReadonlyMap<string, Pin> = new Map();
  const seen = new WeakMap<Analysis, { readonly pin: Pin; readonly view: Analysis | undefined }>();
  const view = (uri: string, analysis: Analysis, { parameters }: Settings): Analysis | undefined => {
    const pin = pins.get(uri);
    if (!pin) return undefined;
    const known = seen.get(analysis);
    if (known?.pin === pin) return known.view;
    const made = pinned(analysis, parameters, pin);
    seen.set(analysis, { pin, view: made });
    return made;
  };
  return {
    set(params) {
      const before = pins;
      pins = new Map(Object.entries(params.pins));
      const all = [...new Set([...before.keys(), ...pins.keys()])];
      return all.filter((uri) => JSON.stringify(before.get(uri)) !== JSON.stringify(pins.get(uri)));
    },
    label: (uri, analysis, settings) => (view(uri, analysis, settings) ? (pins.get(uri)?.label ?? null) : null),
    shown: (uri, analysis, settings) => view(uri, analysis, settings) ?? analysis,
  };
}
