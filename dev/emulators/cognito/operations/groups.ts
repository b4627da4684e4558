/** Groups and their members; the names reach both tokens as `cognito:groups`. */
import * as z from 'zod';
import { CognitoError, invalidParameter } from '../errors.ts';
import { operation, Username, UserPoolId } from '../operation.ts';
import type { Group } from '../pool-registry.ts';

const GroupName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u);

const describe = (group: Group): object => ({
  UserPoolId: group.poolId,
  GroupName: group.name,
  ...(group.description === undefined ? {} : { Description: group.description }),
  ...(group.precedence === undefined ? {} : { Precedence: group.precedence }),
  CreationDate: group.createdAt / 1_000,
  LastModifiedDate: group.createdAt / 1_000,
});

export const createGroup = operation(
  z.object({
    UserPoolId,
    GroupName,
    Description: z.string().max(2_048).optional(),
    Precedence: z.int().min(0).optional(),
    RoleArn: z.string().optional(),
  }),
  (context, input) => {
    const pool = context.registry.requirePool(input.UserPoolId);
    if (input.RoleArn !== undefined) throw invalidParameter('Groups with an IAM role are not emulated.');
    const group = {
      poolId: pool.id,
      name: input.GroupName,
      description: input.Description,
      precedence: input.Precedence,
      createdAt: context.now().getTime(),
    };
    if (!context.registry.addGroup(group)) {
      throw new CognitoError('GroupExistsException', 'A group with the name already exists.');
    }
    return { Group: describe(group) };
  },
);

const Membership = z.object({ UserPoolId, Username, GroupName });

export const adminAddUserToGroup = operation(Membership, (context, input) => {
  const pool = context.registry.requirePool(input.UserPoolId);
  const group = context.registry.requireGroup(pool.id, input.GroupName);
  const user = context.users.require(pool.id, input.Username);
  context.users.change(user, ({ groups }) => ({ groups: [...new Set([...groups, group.name])] }));
  return {};
});

export const adminRemoveUserFromGroup = operation(Membership, (context, input) => {
  const pool = context.registry.requirePool(input.UserPoolId);
  const group = context.registry.requireGroup(pool.id, input.GroupName);
  const user = context.users.require(pool.id, input.Username);
  context.users.change(user, ({ groups }) => ({ groups: groups.filter((name) => name !== group.name) }));
  return {};
});

/** All groups in one answer: a user has at most a hundred, and `NextToken` is never given. */
export const adminListGroupsForUser = operation(z.object({ UserPoolId, Username }), (context, input) => {
  const pool = context.registry.requirePool(input.UserPoolId);
  const user = context.users.require(pool.id, input.Username);
  return { Groups: user.groups.map((name) => describe(context.registry.requireGroup(pool.id, name))) };
});
