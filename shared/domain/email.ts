/** RFC 5321, 4.5.3.1: most characters of an address and of the part before the @. */
const LONGEST = 254;
const LONGEST_LOCAL = 64;

/** RFC 5322 dot-atom; quoted local parts are not accepted, nobody has one. */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
/** RFC 1035 label: letters, digits and inner hyphens, at most 63. */
const LABEL = /^(?!-)[a-z\d-]{1,63}(?<!-)$/i;
/** No top-level domain begins with a digit (RFC 3696, 2). */
const TOP_LEVEL = /^[a-z][a-z\d-]+$/i;

/** Whether a text is one e-mail address in ASCII, such as `ada.obi@example.com`. Takes time linear in the text. */
export function isEmail(text: string): boolean {
  if (text.length > LONGEST) return false;
  const at = text.lastIndexOf('@');
  if (at < 1 || at > LONGEST_LOCAL || !LOCAL.test(text.slice(0, at))) return false;
  const labels = text.slice(at + 1).split('.');
  return (
    labels.length > 1 && labels.every((label) => LABEL.test(label)) && TOP_LEVEL.test(labels.at(-1) ?? '')
  );
}
