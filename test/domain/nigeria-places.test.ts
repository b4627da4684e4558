import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { findLga, LGAS } from '../../shared/domain/nigeria/lgas.ts';
import { normaliseState, STATES, type State } from '../../shared/domain/nigeria/states.ts';

const COUNTS: readonly [State, number][] = [
  ['Abia', 17],
  ['Adamawa', 21],
  ['Akwa Ibom', 31],
  ['Anambra', 21],
  ['Bauchi', 20],
  ['Bayelsa', 8],
  ['Benue', 23],
  ['Borno', 27],
  ['Cross River', 18],
  ['Delta', 25],
  ['Ebonyi', 13],
  ['Edo', 18],
  ['Ekiti', 16],
  ['Enugu', 17],
  ['FCT', 6],
  ['Gombe', 11],
  ['Imo', 27],
  ['Jigawa', 27],
  ['Kaduna', 23],
  ['Kano', 44],
  ['Katsina', 34],
  ['Kebbi', 21],
  ['Kogi', 21],
  ['Kwara', 16],
  ['Lagos', 20],
  ['Nasarawa', 13],
  ['Niger', 25],
  ['Ogun', 20],
  ['Ondo', 18],
  ['Osun', 30],
  ['Oyo', 33],
  ['Plateau', 17],
  ['Rivers', 23],
  ['Sokoto', 23],
  ['Taraba', 16],
  ['Yobe', 17],
  ['Zamfara', 14],
];

describe('states', () => {
  it('are 36 and the FCT', () => {
    expect(STATES).toHaveLength(37);
    expect(new Set(STATES).size).toBe(37);
  });

  test.each([
    ['Lagos', 'Lagos'],
    ['LAGOS STATE', 'Lagos'],
    [' lagos  state ', 'Lagos'],
    ['Akwa-Ibom', 'Akwa Ibom'],
    ['akwaibom', 'Akwa Ibom'],
    ['Cross Rivers State', 'Cross River'],
    ['Nassarawa', 'Nasarawa'],
    ['Abuja', 'FCT'],
    ['F.C.T.', 'FCT'],
    ['FCT, Abuja', 'FCT'],
    ['Abuja (FCT)', 'FCT'],
    ['Federal Capital Territory', 'FCT'],
    ['Ọ̀yọ́', 'Oyo'],
  ])('reads %j as %s', (text, state) => {
    expect(normaliseState(text)).toBe(state);
  });

  test.each(['', 'State', 'Lagoss', 'London', 'Ikeja', 'constructor', 'L'.repeat(200)])(
    'does not know %j',
    (text) => {
      expect(normaliseState(text)).toBeNull();
    },
  );
});

describe('local government areas', () => {
  test.each(COUNTS)('of %s are %i, each once', (state, count) => {
    const names = LGAS.get(state) ?? [];
    expect(names).toHaveLength(count);
    expect(new Set(names).size).toBe(count);
    for (const name of names) expect(name).toMatch(/^[A-Z][A-Za-z' /-]+$/);
  });

  it('are 774 in all', () => {
    expect([...LGAS.values()].flat()).toHaveLength(774);
    expect([...LGAS.keys()]).toEqual([...STATES]);
  });

  it('are listed in alphabetical order', () => {
    for (const names of LGAS.values()) expect(names).toEqual([...names].sort());
  });

  it('are each found in their own state, whatever the case and signs', () => {
    for (const [state, names] of LGAS) {
      for (const name of names) {
        const found = { name, states: [state] };
        expect(findLga(name, state)).toEqual(found);
        expect(findLga(` ${name.toUpperCase().replace(/[-/']/g, ' ')} LGA`, `${state} State`)).toEqual(found);
      }
    }
  });

  test.each([
    ['obio akpor', 'Obio/Akpor'],
    ['Eti Osa', 'Eti-Osa'],
    ['jemaa', "Jema'a"],
    ['Jema’a', "Jema'a"],
    ['Qua’an-Pan', "Qua'an Pan"],
    ['Ikeja Local Government Area', 'Ikeja'],
    ['Ikeja Local Government', 'Ikeja'],
    ['AMAC', 'Abuja Municipal'],
    ['Egbado North', 'Yewa North'],
    ['Somolu', 'Shomolu'],
  ])('reads %j as %s', (text, name) => {
    expect(findLga(text)?.name).toBe(name);
  });

  it('names all states of a name that several have', () => {
    const shared = [...new Set([...LGAS.values()].flat())].filter(
      (name) => (findLga(name)?.states.length ?? 0) > 1,
    );
    expect(shared.sort()).toEqual(['Bassa', 'Ifelodun', 'Irepodun', 'Nasarawa', 'Obi', 'Surulere']);
    expect(findLga('Surulere')).toEqual({ name: 'Surulere', states: ['Lagos', 'Oyo'] });
    expect(findLga('Surulere', 'Oyo State')).toEqual({ name: 'Surulere', states: ['Oyo'] });
  });

  it('are not found in another state', () => {
    expect(findLga('Ikeja', 'Ogun')).toBeNull();
    expect(findLga('Ikeja', 'Nowhere')).toBeNull();
  });

  it('finds nothing in other texts and never throws', () => {
    for (const text of ['', 'LGA', 'Local Government', 'constructor', 'I'.repeat(200)])
      expect(findLga(text), text).toBeNull();
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (text, state) => {
        expect(findLga(text, state)?.name ?? 'Ikeja').toMatch(/^[A-Z]/);
      }),
    );
  });
});
