/** What a signed-in user does with their own record, by access token. */
import * as z from 'zod';
import { mailCode } from '../mail.ts';
import { AccessToken, Attributes, ConfirmationCode, operation } from '../operation.ts';
import { requireAccessToken } from '../tokens.ts';
import { changeAttributes, confirmEmail, removeUser } from '../user-changes.ts';
import { describeMfa, listAttributes, subjectOf, usernameOf } from '../users.ts';

export const getUser = operation(z.object({ AccessToken }), (context, input) => {
  const { user } = requireAccessToken(context, input.AccessToken);
  return { Username: usernameOf(user), UserAttributes: listAttributes(user), ...describeMfa(user) };
});

export const updateUserAttributes = operation(
  z.object({ AccessToken, UserAttributes: Attributes }),
  (context, input) => {
    const { user } = requireAccessToken(context, input.AccessToken);
    const pool = context.registry.requirePool(user.poolId);
    return { CodeDeliveryDetailsList: changeAttributes(context, pool, user, input.UserAttributes, 'user') };
  },
);

/** Sends a code to the present address; a change that is waiting for its code is given up by this. */
export const getUserAttributeVerificationCode = operation(
  z.object({ AccessToken, AttributeName: z.literal('email') }),
  (context, input) => {
    const { user } = requireAccessToken(context, input.AccessToken);
    const pool = context.registry.requirePool(user.poolId);
    context.codes.countRequest(subjectOf(user), 'VerifyEmail');
    return {
      CodeDeliveryDetails: mailCode(context, pool, user, {
        kind: 'UpdateUserAttribute',
        purpose: 'VerifyEmail',
      }),
    };
  },
);

export const verifyUserAttribute = operation(
  z.object({ AccessToken, AttributeName: z.literal('email'), Code: ConfirmationCode }),
  (context, input) => {
    confirmEmail(context, requireAccessToken(context, input.AccessToken).user, input.Code);
    return {};
  },
);

export const deleteUser = operation(z.object({ AccessToken }), (context, input) => {
  removeUser(context, requireAccessToken(context, input.AccessToken).user);
  return {};
});
