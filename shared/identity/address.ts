import {
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { variable } from '../environment/variable.ts';
import { asking, patientCognito } from './asking.ts';

const named = (poolName: string) => ({ UserPoolId: variable('USER_POOL_ID'), Username: poolName });

/**
 * Lets a user log in with another address, and no longer with the one before; doing it again changes nothing. It must have been
 * proven that the mailbox is theirs. False when somebody else logs in with that address.
 */
export async function moveLogin(poolName: string, email: string): Promise<boolean> {
  if (await rename(poolName, email)) return true;
  return (await isFree(email, poolName)) && rename(poolName, email);
}

async function rename(poolName: string, email: string): Promise<boolean> {
  const command = new AdminUpdateUserAttributesCommand({
    ...named(poolName),
    UserAttributes: [
      { Name: 'email', Value: email },
      // Or else the pool would mail a code of its own, and no new password could be had by mail.
      { Name: 'email_verified', Value: 'true' },
    ],
  });
  const renamed = await asking(patientCognito.send(command), {
    AliasExistsException: 'ignore',
    UsernameExistsException: 'ignore',
  });
  return renamed !== undefined;
}

/**
 * Whether nobody else has an address any more. Somebody who asked for a code there and never presented it is removed: anybody can
 * ask, and must not keep an address from the one who reads its mails.
 */
async function isFree(email: string, poolName: string): Promise<boolean> {
  const gone = { UserNotFoundException: 'ignore' } as const;
  const holder = await asking(patientCognito.send(new AdminGetUserCommand(named(email))), gone);
  // The same request, sent twice, may have renamed them meanwhile.
  if (!holder?.Username || holder.Username === poolName) return true;
  if (holder.UserStatus !== 'UNCONFIRMED') return false;
  await asking(patientCognito.send(new AdminDeleteUserCommand(named(holder.Username))), gone);
  return true;
}
