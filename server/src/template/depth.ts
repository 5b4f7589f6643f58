/** How deep a template is read. */

/** Levels of maps and lists, aliases followed. Whoever walks a tree recurses over it. */
export const maxDepth = 100;

export const tooDeep = `This is nested deeper than ${maxDepth} levels and is not read.`;
