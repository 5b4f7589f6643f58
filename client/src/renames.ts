/** Addresses of files that are renamed, one by one or with their folders. Knows no file. */

interface Named {
  toString(): string;
}

/** The address of what stood at `address` before the renames; the same where none concerns it. */
export function afterRename(address: string, renames: readonly { readonly oldUri: Named; readonly newUri: Named }[]): string {
  for (const { oldUri, newUri } of renames) {
    const old = oldUri.toString();
    if (address === old || address.startsWith(`${old}/`)) return newUri.toString() + address.slice(old.length);
  }
  return address;
}
