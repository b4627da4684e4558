import { totpCode, totpStep } from '../../dev/emulators/cognito/totp.ts';
import { confirmMfa, enrolMfa } from '../../shared/contract/auth-mfa.ts';
import { newPerson, type Person } from './people.ts';

/** An authenticator app with one secret. */
export interface App {
  /** A code that works now and was not given before; waits for the next one where it must. */
  nextCode(): Promise<string>;
  /** The code that was given last. */
  lastCode(): string;
  /** Six digits that are no code of these minutes. */
  wrongCode(): string;
}

const stepMs = 30_000;

/** Milliseconds before the end of a step in which a code of the step before would come too late. */
const margin = 5_000;

export function authenticatorApp(secret: string): App {
  let last = 0;
  return {
    async nextCode() {
      const now = Date.now();
      const present = totpStep(new Date(now));
      const early = stepMs - (now % stepMs) < margin ? present : present - 1;
      last = Math.max(last + 1, early);
      // The pool takes the code of the step that is to come, too.
      const wait = (last - 1) * stepMs - now;
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      return totpCode(secret, last);
    },
    lastCode: () => totpCode(secret, last),
    wrongCode() {
      const present = totpStep(new Date());
      const right = new Set([-2, -1, 0, 1, 2].map((offset) => totpCode(secret, present + offset)));
      const wrong = ['000001', '000002', '000003', '000004', '000005', '000006'];
      return wrong.find((code) => !right.has(code)) ?? '';
    },
  };
}

/** Somebody with a second factor, logged in since before it was turned on. */
export interface ProtectedPerson extends Person {
  app: App;
  recoveryCodes: string[];
}

/** An app that is set up and not confirmed. */
export async function enrolledApp(person: Person, code?: string): Promise<App> {
  const { body } = await person.api.call(enrolMfa, { body: { password: person.password, code } });
  return authenticatorApp(body.secret);
}

/** Turns the second factor on for a person, a fresh one unless said. */
export async function protectedPerson(fresh?: Person): Promise<ProtectedPerson> {
  const person = fresh ?? (await newPerson());
  const app = await enrolledApp(person);
  const { body } = await person.api.call(confirmMfa, { body: { code: await app.nextCode() } });
  return { ...person, app, recoveryCodes: body.recoveryCodes };
}
