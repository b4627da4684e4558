import { FILTER_NAMES, type FilterCall, filterArgumentProblem, filterOrderProblem } from './filters.ts';
import { nearest } from './nearest.ts';
import { PlaceholderRefusal } from './placeholder-refusal.ts';

const LONGEST_ARGUMENT = 200;
const MOST_FILTERS = 10;

/** Reads a chain such as `default:0 | naira`, without the first bar. @throws PlaceholderRefusal */
export function readFilters(text: string): FilterCall[] {
  const filters: FilterCall[] = [];
  let rest: string | null = text;
  while (rest !== null) {
    const { call, after } = takeFilter(rest);
    filters.push(call);
    rest = after;
    if (filters.length > MOST_FILTERS) {
      throw new PlaceholderRefusal(
        'bad-filter-order',
        `A placeholder takes at most ${MOST_FILTERS} filters.`,
      );
    }
  }
  const problem = filterOrderProblem(filters);
  if (problem) throw new PlaceholderRefusal('bad-filter-order', problem);
  return filters;
}

function takeFilter(text: string): { call: FilterCall; after: string | null } {
  const end = text.search(/[:|]/);
  const name = (end === -1 ? text : text.slice(0, end)).trim().toLowerCase();
  if (!FILTER_NAMES.includes(name)) throw unknownFilter(name);
  const rest = end === -1 ? null : text.slice(end + 1);
  const taken = rest !== null && text.charAt(end) === ':' ? takeArgument(rest) : null;
  const after = taken ? taken.after : rest;
  const argument = taken ? taken.argument : null;
  const call = { name, argument, written: taken ? `${name}:${taken.written}` : name };
  const problem = taken?.written === '' ? 'There is nothing after the colon.' : filterArgumentProblem(call);
  if (problem) throw new PlaceholderRefusal('bad-filter-argument', `${problem} (filter “${call.written}”)`);
  if ((argument ?? '').length > LONGEST_ARGUMENT) {
    throw new PlaceholderRefusal(
      'bad-filter-argument',
      `The text after “${name}:” is longer than ${LONGEST_ARGUMENT} characters.`,
    );
  }
  return { call, after };
}

/**
 * An argument runs to the next bar. In quotation marks, straight or curly as Word makes them, it may hold
 * bars and be empty; a single quotation mark ends it only before a bar or the end, so apostrophes may stand
 * inside.
 */
function takeArgument(text: string): { argument: string; written: string; after: string | null } {
  const quoted =
    /^\s*(["“”„]([^"“”„]*)["“”„])\s*(\||$)/u.exec(text) ?? /^\s*(['‘’‚](.*?)['‘’‚])\s*(\||$)/u.exec(text);
  if (quoted) {
    const after = quoted[3] === '|' ? text.slice(quoted[0].length) : null;
    return { argument: quoted[2] ?? '', written: quoted[1] ?? '', after };
  }
  const bar = text.indexOf('|');
  const argument = (bar === -1 ? text : text.slice(0, bar)).trim();
  return { argument, written: argument, after: bar === -1 ? null : text.slice(bar + 1) };
}

function unknownFilter(name: string): PlaceholderRefusal {
  const guess = nearest(name, FILTER_NAMES);
  const hint = guess ? ` Did you mean “${guess}”?` : '';
  const shown =
    name === '' ? 'Nothing stands after “|”.' : `There is no filter “${name.slice(0, 40).toWellFormed()}”.`;
  return new PlaceholderRefusal(
    'unknown-filter',
    `${shown}${hint} The filters are: ${FILTER_NAMES.join(', ')}.`,
  );
}
