/**
 * Headings that Nigerian offices write for one and the same thing, as `plainName` leaves them: small letters and
 * digits only. Kept to those that mean nothing else; a person still looks at every proposal.
 */
const GROUPS: readonly (readonly string[])[] = [
  ['surname', 'lastname', 'familyname'],
  ['firstname', 'givenname', 'forename'],
  ['middlename', 'othername', 'othernames'],
  ['fullname', 'name', 'names', 'nameinfull'],
  [
    'phone',
    'phoneno',
    'phonenumber',
    'mobile',
    'mobileno',
    'mobilenumber',
    'tel',
    'telephone',
    'telno',
    'telephoneno',
    'telephonenumber',
    'gsm',
    'gsmno',
    'gsmnumber',
    'whatsappnumber',
  ],
  ['email', 'emailaddress', 'mail', 'emailid'],
  ['accountnumber', 'accountno', 'acctno', 'acctnumber', 'nuban', 'bankaccountnumber', 'bankaccountno'],
  ['bank', 'bankname', 'nameofbank'],
  ['dateofbirth', 'dob', 'birthdate', 'birthday'],
  ['sex', 'gender'],
  ['stateoforigin', 'state'],
  ['lga', 'localgovernment', 'localgovernmentarea', 'lgaoforigin'],
  ['address', 'homeaddress', 'residentialaddress', 'contactaddress'],
  ['jobtitle', 'position', 'designation', 'role'],
  ['department', 'dept'],
  ['staffid', 'staffno', 'staffnumber', 'employeeid', 'employeeno', 'employeenumber'],
  [
    'startdate',
    'resumptiondate',
    'dateofresumption',
    'commencementdate',
    'employmentdate',
    'dateofemployment',
  ],
  ['rcnumber', 'rcno', 'cacnumber', 'cacno'],
  ['tin', 'tinno', 'tinnumber', 'taxid'],
  ['nin', 'ninno', 'ninnumber'],
  ['bvn', 'bvnno', 'bvnnumber'],
  ['amount', 'amountnaira', 'amountngn', 'amount₦'],
  ['quantity', 'qty'],
];

/** The other names of a heading; empty when it has none that are known. */
export function headingSynonyms(plain: string): readonly string[] {
  const written = plain.replace(/[.():/*]/g, '');
  return GROUPS.filter((group) => group.includes(written)).flat();
}
