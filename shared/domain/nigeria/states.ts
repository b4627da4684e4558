import { placeKey } from './place-key.ts';

/**
 * The 36 states and the Federal Capital Territory. Source: Constitution of the Federal Republic of Nigeria 1999,
 * section 3 and First Schedule.
 */
export const STATES = [
  'Abia',
  'Adamawa',
  'Akwa Ibom',
  'Anambra',
  'Bauchi',
  'Bayelsa',
  'Benue',
  'Borno',
  'Cross River',
  'Delta',
  'Ebonyi',
  'Edo',
  'Ekiti',
  'Enugu',
  'FCT',
  'Gombe',
  'Imo',
  'Jigawa',
  'Kaduna',
  'Kano',
  'Katsina',
  'Kebbi',
  'Kogi',
  'Kwara',
  'Lagos',
  'Nasarawa',
  'Niger',
  'Ogun',
  'Ondo',
  'Osun',
  'Oyo',
  'Plateau',
  'Rivers',
  'Sokoto',
  'Taraba',
  'Yobe',
  'Zamfara',
] as const;

export type State = (typeof STATES)[number];

/** Other writings that are met often, by their key. */
const ALSO: readonly [string, State][] = [
  ['abuja', 'FCT'],
  ['abujafct', 'FCT'],
  ['fctabuja', 'FCT'],
  ['federalcapitalterritory', 'FCT'],
  ['federalcapitalterritoryabuja', 'FCT'],
  ['crossrivers', 'Cross River'],
  ['nassarawa', 'Nasarawa'],
  ['river', 'Rivers'],
];

const BY_KEY: ReadonlyMap<string, State> = new Map([
  ...STATES.map((state): [string, State] => [placeKey(state), state]),
  ...ALSO,
]);

/** `Lagos` for `lagos`, `LAGOS STATE`; `FCT` for `Abuja`; `Akwa Ibom` for `Akwa-Ibom`. Null for anything else. */
export function normaliseState(text: string): State | null {
  return BY_KEY.get(placeKey(text).replace(/state$/, '')) ?? null;
}
