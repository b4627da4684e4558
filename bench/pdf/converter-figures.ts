import type { Office } from '../../shared/engines/pdf/find-office.ts';
import { type OfficePool, openOfficePool } from '../../shared/engines/pdf/office-pool.ts';
import { openPdf } from '../../shared/engines/pdf/read-pdf.ts';
import { type Figure, figure } from '../measure/figure.ts';
import { median } from '../measure/statistics.ts';
import { openCarbone } from './carbone.ts';
import type { Papers } from './papers.ts';
import { Soffice } from './soffice.ts';

/** Rounds in which every converter has its turn, so that a busy moment of the machine hits all of them. */
const rounds = 7;

/** Letters in one round of those who are fast enough for more than one. */
const lettersPerRound = 5;

/** Files handed to one process of LibreOffice's command. */
const filesPerProcess = 5;

type Convert = (docx: Buffer) => Promise<Buffer>;

/** One letter after the other, and a long contract, by each converter. All of their PDFs have the same pages. */
export async function measureConverters(office: Office, folder: string, papers: Papers): Promise<Figure[]> {
  const soffice = new Soffice(office.program, folder);
  const pool = openOfficePool({ office, workers: 1 });
  try {
    const first = await firstConversion(office, papers.letter);
    const carbone = await openCarbone(office.program, 1);
    const ours: Convert = async (docx) => (await pool.convert(docx)).pdf;
    const alone: Convert = async (docx) => (await soffice.convert(docx, 1))[0] ?? Buffer.alloc(0);
    await agree(papers.letter, { ours, alone, carbone });
    const times = {
      ours: [] as number[],
      carbone: [] as number[],
      alone: [] as number[],
      together: [] as number[],
      offer: [] as number[],
      contract: [] as number[],
    };
    for (let round = 0; round < rounds; round++) {
      times.ours.push(...(await timed(lettersPerRound, () => ours(papers.letter))));
      times.carbone.push(...(await timed(lettersPerRound, () => carbone(papers.letter))));
      times.alone.push(...(await timed(1, () => alone(papers.letter))));
      const [five = 0] = await timed(1, () => soffice.convert(papers.letter, filesPerProcess));
      times.together.push(five / filesPerProcess);
      times.offer.push(...(await timed(2, () => ours(papers.offer))));
      times.contract.push(...(await timed(1, () => ours(papers.contract))));
    }
    return [...figuresOf(times), ...first, ...(await perPage(pool, papers, times))];
  } finally {
    await pool.stop();
  }
}

function figuresOf(
  times: Record<'ours' | 'carbone' | 'alone' | 'together' | 'offer' | 'contract', number[]>,
): Figure[] {
  const ours = median(times.ours);
  const peer = (name: string, values: number[]): Figure[] => [
    figure(`pdf_letter_ms_${name}`, median(values), 'ms', values.length),
    figure(`pdf_letter_times_faster_than_${name}`, median(values) / ours, 'x', values.length),
  ];
  return [
    figure('pdf_letter_ms', ours, 'ms', times.ours.length),
    ...peer('soffice_each', times.alone),
    ...peer('soffice_five', times.together),
    ...peer('carbone', times.carbone),
    figure('pdf_offer_letter_ms', median(times.offer), 'ms', times.offer.length),
    figure('pdf_contract_ms', median(times.contract), 'ms', times.contract.length),
  ];
}

/** From nothing running to the first PDF: what a container pays once. */
async function firstConversion(office: Office, letter: Buffer): Promise<Figure[]> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const pool = openOfficePool({ office, workers: 1 });
    try {
      times.push(...(await timed(1, () => pool.convert(letter))));
    } finally {
      await pool.stop();
    }
  }
  return [figure('pdf_first_ms', median(times), 'ms', times.length)];
}

async function perPage(
  pool: OfficePool,
  papers: Papers,
  times: { ours: number[]; contract: number[] },
): Promise<Figure[]> {
  const { pages } = await pool.convert(papers.contract);
  const each = (median(times.contract) - median(times.ours)) / (pages - 1);
  return [
    figure('pdf_contract_pages', pages, 'count', 1),
    figure('pdf_page_ms', each, 'ms', times.contract.length),
  ];
}

/** Throws unless all converters make as many pages of a file: otherwise they would not do the same work. */
async function agree(docx: Buffer, converters: Record<string, Convert>): Promise<void> {
  const pages = new Map<string, number>();
  for (const [name, convert] of Object.entries(converters)) {
    const opened = await openPdf(await convert(docx));
    pages.set(name, opened.pageCount);
    opened.close();
  }
  if (new Set(pages.values()).size !== 1)
    throw new Error(`the converters disagree about pages: ${JSON.stringify([...pages])}`);
}

async function timed(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let done = 0; done < count; done++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times;
}
