import { type Content, paragraph, type Values } from './content.ts';

/** An offer of employment: about one page, sixteen placeholders, two of them in the header. */
export const letter: Content = {
  name: 'letter',
  header: '[[company_name]], RC [[rc_number]]',
  footer: 'Reference [[reference]]',
  blocks: [
    paragraph('Offer of employment', 'Title'),
    paragraph('[[letter_date]]'),
    paragraph('[[candidate_name]]'),
    paragraph('[[candidate_address]], [[candidate_city]]'),
    paragraph('Dear [[candidate_name]],'),
    paragraph(
      'Following our conversations of the past weeks, we are pleased to offer you the position of [[position]] in our [[department]] department in [[work_city]]. You would report to the [[manager_title]] and work with colleagues in three states.',
    ),
    paragraph('Start and salary', 'Heading1'),
    paragraph(
      'Your employment begins on [[start_date]]. The first [[probation_months]] months are a period of probation, during which either side may end the employment with two weeks of notice in writing. After that the notice period is [[notice_period]].',
    ),
    paragraph(
      'You will receive a gross salary of NGN [[salary]] per year, paid in twelve equal parts at the end of each month, from which tax, pension and the other deductions that the law requires are taken. A housing allowance of NGN [[housing_allowance]] per year is paid together with the salary.',
    ),
    paragraph('Working hours and leave', 'Heading1'),
    paragraph(
      'The working week has forty hours, Monday to Friday, between eight in the morning and five in the afternoon, with an hour of rest at noon. You are entitled to twenty-one working days of paid leave in each full year, besides public holidays, to be agreed with your manager at least a month ahead.',
    ),
    paragraph('Duties', 'Heading1'),
    paragraph(
      'You will keep the books of the company, prepare the monthly closing, work with the auditors and answer for the returns to the authorities. You will keep to yourself what you learn about the business of the company and of its customers, during your employment and afterwards.',
    ),
    paragraph('Your answer', 'Heading1'),
    paragraph(
      'This offer stands until [[answer_date]]. If you accept it, please sign both copies, keep one and return the other to us together with your certificates and the names of two referees whom we may ask about your work.',
    ),
    paragraph('We look forward to working with you.'),
    paragraph('Yours sincerely,'),
    paragraph('For [[company_name]]: [[signatory_title]]'),
    paragraph('Accepted: ______________________    Date: ______________________'),
  ],
};

export const letterValues: Values = {
  company_name: 'Zaria Textiles & Sons Ltd',
  rc_number: '123456',
  reference: 'HR/2026/1',
  letter_date: '1 May 2026',
  candidate_name: 'Ada Obi',
  candidate_address: '12 Marina Road',
  candidate_city: 'Lagos',
  position: 'Senior Accountant',
  department: 'Finance',
  work_city: 'Kano',
  manager_title: 'Head of Finance',
  start_date: '1 June 2026',
  probation_months: 'six',
  notice_period: 'one month',
  salary: '4,800,000',
  housing_allowance: '1,200,000',
  answer_date: '15 May 2026',
  signatory_title: 'Managing Director',
};
