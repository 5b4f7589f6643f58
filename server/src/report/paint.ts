/** Colours of a terminal. Knows the escape sequences (ECMA-48, "Select Graphic Rendition"); does not decide whether they are wanted. */

export type Ink = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "cyan";

/** Marks a text in one or more ways; returns it unchanged where colours are off. The text has no marks of its own. */
export type Paint = (text: string, ...inks: readonly Ink[]) => string;

const codes: Readonly<Record<Ink, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 };

export const plainPaint: Paint = (text) => text;

export const colorPaint: Paint = (text, ...inks) =>
  text === "" ? text : `${inks.map((ink) => `\u001b[${codes[ink]}m`).join("")}${text}\u001b[0m`;
