/** People making their own account: SignUp, ConfirmSignUp, ResendConfirmationCode. */
import * as z from 'zod';
import { requireComplete } from '../attributes.ts';
import { invalidParameter, notAuthorized, userNotFound } from '../errors.ts';
import { deliveryTo, mailCode } from '../mail.ts';
import {
  Attributes,
  ClientReference,
  ConfirmationCode,
  operation,
  Password,
  requireClient,
  Username,
} from '../operation.ts';
import { requireAcceptablePassword } from '../passwords.ts';
import { addUser, attributesOfNewUser, requireFreeUsername } from '../user-changes.ts';
import { emailOf, subjectOf, unknownSubject } from '../users.ts';

export const signUp = operation(
  z.object({ ...ClientReference, Username, Password, UserAttributes: Attributes.default([]) }),
  async (context, input) => {
    const client = requireClient(context, input);
    const pool = context.registry.requirePool(client.poolId);
    if (!pool.signUpAllowed) throw notAuthorized('SignUp is not permitted for this user pool');
    requireAcceptablePassword(input.Password, pool.passwordPolicy);
    const attributes = attributesOfNewUser(pool, input.Username, input.UserAttributes, 'user');
    requireComplete(pool, attributes);
    requireFreeUsername(context, pool, input.Username);
    const passwordHash = await context.passwords.hash(input.Password);
    const user = addUser(context, pool, { attributes, status: 'UNCONFIRMED', passwordHash });
    return {
      UserConfirmed: false,
      UserSub: user.sub,
      ...(pool.verifiesEmail
        ? {
            CodeDeliveryDetails: mailCode(context, pool, user, { kind: 'SignUp', purpose: 'ConfirmSignUp' }),
          }
        : {}),
    };
  },
);

export const confirmSignUp = operation(
  z.object({ ...ClientReference, Username, ConfirmationCode }),
  (context, input) => {
    const client = requireClient(context, input);
    const user = context.users.find(client.poolId, input.Username);
    if (user === undefined) {
      if (!client.hidesUnknownUsers) throw userNotFound('Username/client id combination not found.');
      return context.codes.refuse(unknownSubject(client.poolId, input.Username), 'ConfirmSignUp');
    }
    if (!user.enabled) throw notAuthorized('User is disabled.');
    if (user.status !== 'UNCONFIRMED') {
      throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
    }
    const confirmedEmail = context.codes.check(subjectOf(user), 'ConfirmSignUp', input.ConfirmationCode);
    context.database.transaction(() => {
      context.codes.discard(subjectOf(user), 'ConfirmSignUp');
      context.users.change(user, (current) => ({
        status: 'CONFIRMED',
        attributes:
          // An administrator may have corrected the address after the code was sent.
          emailOf(current) === confirmedEmail
            ? { ...current.attributes, email_verified: 'true' }
            : current.attributes,
      }));
    });
    return {};
  },
);

export const resendConfirmationCode = operation(
  z.object({ ...ClientReference, Username }),
  (context, input) => {
    const client = requireClient(context, input);
    const pool = context.registry.requirePool(client.poolId);
    const user = context.users.find(pool.id, input.Username);
    if (user === undefined && !client.hidesUnknownUsers) {
      throw userNotFound('Username/client id combination not found.');
    }
    const subject = user ? subjectOf(user) : unknownSubject(pool.id, input.Username);
    context.codes.countRequest(subject, 'ConfirmSignUp');
    if (user === undefined || !user.enabled) return { CodeDeliveryDetails: deliveryTo(input.Username) };
    if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
    if (!pool.verifiesEmail) throw invalidParameter('Auto verification not turned on.');
    return {
      CodeDeliveryDetails: mailCode(context, pool, user, { kind: 'ResendCode', purpose: 'ConfirmSignUp' }),
    };
  },
);
