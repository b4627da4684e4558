import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUserGlobalSignOutCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { variable } from '../environment/variable.ts';
import { asking, patientCognito } from './asking.ts';

/** What administrators do to users in the pool. Each is told the pool's name of the user, and is quiet about one who is gone. */

const named = (poolName: string) => ({ UserPoolId: variable('USER_POOL_ID'), Username: poolName });

const quiet = { UserNotFoundException: 'ignore' } as const;

/** Nobody logs in or refreshes as this user any more. */
export async function disableLogin(poolName: string): Promise<void> {
  await asking(patientCognito.send(new AdminDisableUserCommand(named(poolName))), quiet);
  await asking(patientCognito.send(new AdminUserGlobalSignOutCommand(named(poolName))), quiet);
}

export async function enableLogin(poolName: string): Promise<void> {
  await asking(patientCognito.send(new AdminEnableUserCommand(named(poolName))), quiet);
}

/** Takes a user out of the operator's group of administrators, so that the next login does not make them one again. */
export async function removeFromAdmins(poolName: string): Promise<void> {
  const command = new AdminRemoveUserFromGroupCommand({ ...named(poolName), GroupName: 'admin' });
  await asking(patientCognito.send(command), quiet);
}

export async function eraseLogin(poolName: string): Promise<void> {
  await asking(patientCognito.send(new AdminDeleteUserCommand(named(poolName))), quiet);
}
