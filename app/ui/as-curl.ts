/** One request as a command for a terminal, quoted so that a shell changes nothing in it. */
export function asCurl(
  request: Readonly<{
    url: string;
    headers: readonly (readonly [string, string])[];
    body: string;
  }>,
): string {
  const headers = request.headers.map(([name, value]) => `  -H ${quote(`${name}: ${value}`)}`);
  return [
    `curl -X POST ${quote(request.url)}`,
    ...headers,
    `  --data-binary ${quote(request.body)}`,
  ].join(" \\\n");
}

/** In single quotes a POSIX shell reads every character as itself, but the quote. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
