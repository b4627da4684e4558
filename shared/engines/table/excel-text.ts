/** Excel writes characters that XML cannot hold as `_x000D_`, and an underscore that would begin such as `_x005F_`. */
export function excelText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
