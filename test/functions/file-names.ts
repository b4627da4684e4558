/** Names people may give, and the file names they must become: no path, no reserved character, never empty. */
export const fileNames: [name: string, fileName: string][] = [
  ['Plain name', 'Plain name.docx'],
  ['The "best" offer', 'The best offer.docx'],
  ["It's (really) 100% *new*!", "It's (really) 100% new !.docx"],
  ['../../etc/passwd', 'etc passwd.docx'],
  ['C:\\Windows\\system32', 'C Windows system32.docx'],
  ['Ẹ̀kọ́ àti ìwé', 'Ẹ̀kọ́ àti ìwé.docx'.normalize('NFC')],
  ['名前 😀', '名前 😀.docx'],
  ['a; filename=evil.exe', 'a; filename=evil.exe.docx'],
  ['.hidden.', 'hidden.docx'],
  ['???', 'document.docx'],
  ['x'.repeat(120), `${'x'.repeat(120)}.docx`],
  ['😀'.repeat(60), `${'😀'.repeat(60)}.docx`],
];
