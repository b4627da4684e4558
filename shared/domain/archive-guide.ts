/** What an archive says about itself, for somebody who opens it years later and knows nothing of MyTypist's insides. */
export function archiveGuide(archive: {
  name: string;
  createdAt: string;
  part: number;
  isLast: boolean;
}): string {
  const { name, createdAt, part, isLast } = archive;
  const single = part === 1 && isLast;
  return [
    'YOUR DATA ON MYTYPIST',
    '',
    `Of ${name}, as it was on ${createdAt.slice(0, 10)} at ${createdAt.slice(11, 16)} UTC.`,
    ...(single ? [] : ['', partSentence(part, isLast)]),
    '',
    'What is where',
    '',
    'profile/             your name, address and settings (profile.json) and your picture',
    'lists/               tables to look through: each as .csv, which opens in Excel or LibreOffice,',
    '                     and with the same content as .json, for programs',
    '  sessions           where you are logged in',
    '  accounts           the accounts you work in and your role in each',
    '  api-keys           API keys that you made, without the keys themselves',
    '  invitations-sent   whom you have invited, as long as the invitation is open',
    '  templates          your templates; template-versions has one line for each uploaded Word file',
    '  pictures           pictures that you uploaded for your templates',
    '  batches            spreadsheets of which you made many documents at once',
    '  documents          your documents, with the folder in which the files of each lie',
    '  payments           payments into your personal account, and what became of each',
    '  ledger             every movement of its money, in kobo (100 are a naira), with what was left after each',
    '  usage              how much you made each day, in all accounts, in the last two years',
    '  activity           what was done in your personal account, and what you did in other accounts',
    'templates/           your Word files, every version of them, and their fields (template.json)',
    'pictures/            the pictures themselves',
    'batches/             one .json file for each batch',
    'documents/           by month: a Word file, a PDF or both, as you asked for them, and a .json file',
    '                     with the values they were made from',
    '',
    'Names end in the id that MyTypist knows the thing by. In a .csv file an apostrophe stands before text that',
    'a spreadsheet would take for a formula; the .json files have the text as it is. A list without lines is left out.',
    'Times are in UTC.',
    '',
    'What is not in here',
    '',
    '- Passwords, recovery codes, API keys and the secret of your authenticator app: we cannot read them ourselves',
    '  or they would let somebody in.',
    '- What belongs to organisations you work in: templates, documents and batches there, also those you made.',
    '  Ask their owner. Of other people there is only what you wrote yourself.',
    '- Numbers of requests, kept for hours to keep abuse away, and our own logs.',
    '',
    'This archive holds everything about you. Keep it where nobody else can read it.',
    '',
  ].join('\r\n');
}

const partSentence = (part: number, isLast: boolean): string =>
  `This is part ${part}${isLast ? ', the last one' : ', and there are more'}. Unpack all parts into one folder.`;
