/** Writes the licences of what esbuild has put into bundles. Knows a package's folder, not what its licence asks for. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const folderPattern = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const noticePattern = /^(licen[cs]e|copying|notice|third-?party-?notices)(\.(txt|md))?$/i;

/**
 * The name, version, licence and notices of each package of which a bundle holds at least a byte, once, by name.
 * Throws where a package comes without the text of its licence.
 */
export function noticesOf(metafiles, root) {
  const notices = new Map();
  for (const folder of metafiles.flatMap(packageFolders)) {
    const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
    notices.set(`${name} ${version} (${license})`, textOf(path.join(root, folder)));
  }
  const sections = [...notices]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([title, text]) => `${"=".repeat(78)}\n${title}\n\n${text}\n`);
  return ["The bundles in this folder contain these packages, under their own licences.\n", ...sections].join("\n");
}

function packageFolders({ outputs }) {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([input]) => folderPattern.exec(input) ?? []);
}

function textOf(folder) {
  const files = readdirSync(folder).filter((file) => noticePattern.test(file));
  if (!files.some((file) => /^(licen[cs]e|copying)/i.test(file))) throw new Error(`${folder} has no text of its licence.`);
  return files
    .sort()
    .map((file) => readFileSync(path.join(folder, file), "utf8").replaceAll("\r\n", "\n").trim())
    .join("\n\n");
}
