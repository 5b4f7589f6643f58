export function serverBelow(ancestor: number): number | undefined;
