import { type Block, type Content, paragraph, type Values } from './content.ts';

const clauseCount = 300;

/** Clauses under one heading. */
const clausesPerPart = 15;

/** Each flag guards one clause of its part. */
const flags: Record<string, boolean> = {
  is_furnished: true,
  has_parking: true,
  has_pets: false,
  may_sublet: false,
  has_generator: true,
  has_guarantor: true,
  is_renewable: true,
  has_service_charge: true,
  is_commercial: true,
  has_signage: false,
  has_option_to_buy: false,
  has_mediation: true,
};

const texts: Record<string, string> = {
  landlord_name: 'Zaria Textiles & Sons Ltd',
  landlord_address: '4 Bompai Road, Kano',
  landlord_rc_number: '123456',
  landlord_email: 'leases@example.com',
  landlord_phone: '0803 000 0000',
  tenant_name: 'Marina Stores Ltd',
  tenant_address: '12 Marina Road, Lagos',
  tenant_rc_number: '654321',
  tenant_email: 'office@example.com',
  tenant_phone: '0802 000 0000',
  property_address: '17 Broad Street, Lagos',
  property_description: 'a shop of two floors with a store in the yard',
  property_use: 'the sale of textiles',
  floor_area: '420 square metres',
  title_number: 'LS/2019/4471',
  start_date: '1 June 2026',
  end_date: '31 May 2031',
  term_years: 'five',
  rent_amount: '12,000,000.00',
  rent_words: 'twelve million naira',
  rent_due_day: 'first working day',
  rent_review_date: '1 June 2028',
  rent_increase: '10',
  deposit_amount: '3,000,000.00',
  deposit_days: '30',
  service_charge: '1,500,000.00',
  late_interest: '2',
  bank_name: 'First Bank',
  account_number: '0123456789',
  notice_period: 'six months',
  repair_limit: '250,000.00',
  repair_days: '14',
  inspection_notice: '48 hours',
  insurance_amount: '80,000,000.00',
  insurer_name: 'Leadway',
  parking_places: 'four',
  generator_hours: '12',
  guarantor_name: 'Kano Mills Ltd',
  guarantor_address: '9 Airport Road, Kano',
  agent_name: 'Marina Estates',
  agent_fee: '600,000.00',
  solicitor_fee: '450,000.00',
  mediation_city: 'Lagos',
  governing_state: 'Lagos State',
  witness_title: 'Company Secretary',
  signing_date: '1 May 2026',
};

const sentences = [
  'The obligations set out in this clause are continuing obligations and outlive the end of this lease for whatever reason it comes.',
  'Each party keeps the other informed of any matter which may reasonably be expected to touch the performance of its duties.',
  'Notice is given in writing within ten working days of becoming aware of the matter, and takes effect when it is received.',
  'Nothing in this lease limits a liability which cannot be limited under the law that applies.',
  'Where an approval is asked for, it is not withheld or delayed without a good reason, which is given in writing.',
  'A waiver is good only when it is written and signed, and only for the case for which it was given.',
  'The tenant keeps the premises clean and in good repair, fair wear and tear and damage by insured risks left aside.',
  'The landlord lets the tenant hold the premises in peace as long as the tenant pays the rent and keeps its promises.',
  'Works on the structure need drawings, an engineer who answers for them, and permission of the authorities.',
  'Charges for water, electricity and refuse are shared by the floor area each occupier uses.',
  'Records that show how a charge was reckoned are kept for six years and shown to the other party on request.',
  'If a part of this clause proves void, the rest stands, and the parties replace the part by what comes nearest to it.',
  'Interest runs from the day on which a sum fell due until the day on which it is received in full.',
];

/** A lease of about thirty pages: 300 clauses, twelve of them under a condition, and a schedule that repeats. */
export const contract: Content = {
  name: 'contract',
  header: 'Lease between [[landlord_name]] and [[tenant_name]]',
  footer: 'Reference [[reference]]',
  blocks: [
    paragraph('Lease of business premises', 'Title'),
    paragraph(
      'This lease is made on [[signing_date]] between [[landlord_name]] of [[landlord_address]] and [[tenant_name]] of [[tenant_address]].',
    ),
    ...Array.from({ length: clauseCount }, (_, index) => clause(index)).flat(),
    paragraph('Schedule of payments', 'Heading1'),
    {
      type: 'lines',
      list: 'payments',
      text: 'On [[due]] the tenant pays NGN [[amount]] for the year [[year]].',
      style: 'Normal',
    },
    paragraph('Signed for [[landlord_name]]: ______________________'),
    paragraph('Signed for [[tenant_name]]: ______________________'),
    paragraph('In the presence of the [[witness_title]]: ______________________'),
  ],
};

function clause(index: number): Block[] {
  const part = Math.floor(index / clausesPerPart);
  const place = index % clausesPerPart;
  const heading = place === 0 ? [paragraph(`${part + 1}. Part ${part + 1}`, 'Heading1')] : [];
  const flag = Object.keys(flags)[part];
  const text = paragraph(`${part + 1}.${place + 1} ${clauseText(index)}`, 'Clause');
  const guarded = place === clausesPerPart - 1 && flag !== undefined;
  return [...heading, guarded ? { type: 'condition', flag, paragraphs: [text] } : text];
}

/** Three sentences, other ones from clause to clause; every second clause names one of the values. */
function clauseText(index: number): string {
  const sentence = (offset: number): string => sentences[(index * 5 + offset) % sentences.length] ?? '';
  const names = Object.keys(texts);
  const name = names[(index / 2) % names.length];
  const particular = name ? `For this clause the parties have agreed on [[${name}]] as stated. ` : '';
  return `${particular}${sentence(0)} ${sentence(2)} ${sentence(7)}`;
}

export const contractValues: Values = {
  ...texts,
  ...flags,
  reference: 'LEASE-1',
  payments: Array.from({ length: 5 }, (_, index) => ({
    due: `1 June ${2026 + index}`,
    amount: '12,000,000.00',
    year: String(index + 1),
  })),
};
