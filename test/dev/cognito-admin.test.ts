import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUpdateUserAttributesCommand,
  CreateGroupCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  ListUsersCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLIENT_ID,
  type Cognito,
  newAddress,
  newUser,
  otherCode,
  PASSWORD,
  POOL_ID,
  POOL_PROPERTIES,
  refusal,
  signIn,
  startCognito,
  tokensOf,
} from './cognito-fixture.ts';

let cognito: Cognito;
beforeAll(async () => {
  cognito = await startCognito();
});
afterAll(() => cognito.remove());

const KEEPING_POOL_ID = 'eu-west-1_KeepsMail';
const KEEPING_CLIENT_ID = 'keeping0000000000000000001';

const member = (email: string, GroupName: string) => ({ UserPoolId: POOL_ID, Username: email, GroupName });

const accessTokenOf = async (email: string, clientId = CLIENT_ID): Promise<string> =>
  tokensOf(await signIn(cognito, email, PASSWORD, clientId)).AccessToken;

const attributesOf = async (AccessToken: string): Promise<Record<string, string>> => {
  const { UserAttributes = [] } = await cognito.api.send(new GetUserCommand({ AccessToken }));
  return Object.fromEntries(UserAttributes.map(({ Name = '', Value = '' }) => [Name, Value]));
};

const update = (AccessToken: string, attributes: Record<string, string>) =>
  cognito.api.send(
    new UpdateUserAttributesCommand({
      AccessToken,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );

const verifyEmail = (AccessToken: string, Code: string) =>
  cognito.api.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code }));

describe('a user’s own attributes', () => {
  it('can be changed and removed', async () => {
    const { email } = await newUser(cognito);
    const token = await accessTokenOf(email);
    await update(token, { name: 'Ann Other', locale: 'en-NG' });
    expect(await attributesOf(token)).toMatchObject({ name: 'Ann Other', locale: 'en-NG' });
    await update(token, { locale: '' });
    expect(await attributesOf(token)).not.toHaveProperty('locale');
  });

  it.each([
    ['email_verified', 'true', 'NotAuthorizedException'],
    ['sub', 'somebody', 'InvalidParameterException'],
    ['custom:plan', 'gold', 'InvalidParameterException'],
    ['phone_number', '0803', 'InvalidParameterException'],
    ['email', 'no address', 'InvalidParameterException'],
    ['name', 'x'.repeat(2_049), 'InvalidParameterException'],
  ])('do not take %s = %.20s', async (name, value, error) => {
    const { email } = await newUser(cognito);
    const token = await accessTokenOf(email);
    expect((await refusal(update(token, { [name]: value }))).name).toBe(error);
  });

  it('stay as they are where the schema makes them immutable', async () => {
    const [pool, client, email] = ['eu-west-1_Immutable', 'immutable00000000000000001', newAddress()];
    cognito.emulator.ensureUserPool({
      id: pool,
      properties: { ...POOL_PROPERTIES, Schema: [{ Name: 'name', Required: true, Mutable: false }] },
    });
    cognito.emulator.ensureClient({
      id: client,
      properties: { UserPoolId: pool, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
    });
    const user = { ClientId: client, Username: email, Password: PASSWORD };
    const UserAttributes = [{ Name: 'name', Value: 'Ann' }];
    await cognito.api.send(new SignUpCommand({ ...user, UserAttributes }));
    await cognito.api.send(new AdminConfirmSignUpCommand({ UserPoolId: pool, Username: email }));
    const token = await accessTokenOf(email, client);
    expect((await refusal(update(token, { name: 'Bob' }))).name).toBe('InvalidParameterException');
  });

  it('lose the verified mark with a new address until its code has been entered', async () => {
    const { email } = await newUser(cognito);
    const token = await accessTokenOf(email);
    const newEmail = newAddress();
    const { CodeDeliveryDetailsList } = await update(token, { email: newEmail.toUpperCase() });
    expect(CodeDeliveryDetailsList).toHaveLength(1);
    expect(await attributesOf(token)).toMatchObject({ email: newEmail, email_verified: 'false' });
    const { kind, code } = cognito.mailTo(newEmail);
    expect(kind).toBe('UpdateUserAttribute');
    expect((await refusal(verifyEmail(token, otherCode(code)))).name).toBe('CodeMismatchException');
    await verifyEmail(token, code);
    expect(await attributesOf(token)).toMatchObject({ email: newEmail, email_verified: 'true' });
    await expect(signIn(cognito, newEmail)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('cannot take the address of somebody else', async () => {
    const [{ email }, { email: taken }] = [await newUser(cognito), await newUser(cognito)];
    const call = update(await accessTokenOf(email), { email: taken });
    expect((await refusal(call)).name).toBe('AliasExistsException');
  });

  it('can have their address verified later', async () => {
    const email = newAddress();
    await cognito.api.send(new SignUpCommand({ ClientId: CLIENT_ID, Username: email, Password: PASSWORD }));
    await cognito.api.send(new AdminConfirmSignUpCommand({ UserPoolId: POOL_ID, Username: email }));
    const token = await accessTokenOf(email);
    expect(await attributesOf(token)).toMatchObject({ email_verified: 'false' });
    await cognito.api.send(
      new GetUserAttributeVerificationCodeCommand({ AccessToken: token, AttributeName: 'email' }),
    );
    await verifyEmail(token, cognito.mailTo(email).code);
    expect(await attributesOf(token)).toMatchObject({ email_verified: 'true' });
  });
});

describe('a pool that keeps the old address until the new one is verified', () => {
  beforeAll(() => {
    cognito.emulator.ensureUserPool({
      id: KEEPING_POOL_ID,
      properties: {
        ...POOL_PROPERTIES,
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      },
    });
    cognito.emulator.ensureClient({
      id: KEEPING_CLIENT_ID,
      properties: { UserPoolId: KEEPING_POOL_ID, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
    });
  });

  const newKeeper = async (): Promise<{ email: string; token: string }> => {
    const email = newAddress();
    const user = { ClientId: KEEPING_CLIENT_ID, Username: email, Password: PASSWORD };
    await cognito.api.send(new SignUpCommand(user));
    await cognito.api.send(new AdminConfirmSignUpCommand({ UserPoolId: KEEPING_POOL_ID, Username: email }));
    return { email, token: await accessTokenOf(email, KEEPING_CLIENT_ID) };
  };

  it('changes it with the code', async () => {
    const { email, token } = await newKeeper();
    const newEmail = newAddress();
    await update(token, { email: newEmail, name: 'Ann' });
    expect(await attributesOf(token)).toMatchObject({ email, name: 'Ann' });
    await verifyEmail(token, cognito.mailTo(newEmail).code);
    expect(await attributesOf(token)).toMatchObject({ email: newEmail, email_verified: 'true' });
  });

  it('does not change it when somebody else took the address meanwhile', async () => {
    const [first, second] = [await newKeeper(), await newKeeper()];
    const wanted = newAddress();
    await update(first.token, { email: wanted });
    const { code } = cognito.mailTo(wanted);
    await update(second.token, { email: wanted });
    await verifyEmail(second.token, cognito.mailTo(wanted).code);
    expect((await refusal(verifyEmail(first.token, code))).name).toBe('AliasExistsException');
  });
});

describe('an administrator', () => {
  it('confirms a user without verifying the address, and only once', async () => {
    const email = newAddress();
    const user = { UserPoolId: POOL_ID, Username: email };
    await cognito.api.send(new SignUpCommand({ ClientId: CLIENT_ID, Username: email, Password: PASSWORD }));
    await cognito.api.send(new AdminConfirmSignUpCommand(user));
    const { UserStatus, UserAttributes } = await cognito.api.send(new AdminGetUserCommand(user));
    expect(UserStatus).toBe('CONFIRMED');
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' });
    expect((await refusal(cognito.api.send(new AdminConfirmSignUpCommand(user)))).name).toBe(
      'NotAuthorizedException',
    );
  });

  it('may vouch for an address', async () => {
    const { email } = await newUser(cognito);
    const newEmail = newAddress();
    await cognito.api.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: POOL_ID,
        Username: email,
        UserAttributes: [
          { Name: 'email', Value: newEmail },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
    const token = await accessTokenOf(newEmail);
    expect(await attributesOf(token)).toMatchObject({ email: newEmail, email_verified: 'true' });
    expect(cognito.mails.filter(({ to }) => to === newEmail)).toEqual([]);
  });

  it('deletes a user, whose address is free afterwards', async () => {
    const { email, sub } = await newUser(cognito);
    const user = { UserPoolId: POOL_ID, Username: email };
    await cognito.api.send(new AdminDeleteUserCommand(user));
    expect((await refusal(cognito.api.send(new AdminGetUserCommand(user)))).name).toBe(
      'UserNotFoundException',
    );
    const again = await cognito.api.send(
      new SignUpCommand({ ClientId: CLIENT_ID, Username: email, Password: PASSWORD }),
    );
    expect(again.UserSub).not.toBe(sub);
  });
});

describe('groups', () => {
  it('are created once, joined, listed and left', async () => {
    const { email } = await newUser(cognito);
    const group = { UserPoolId: POOL_ID, GroupName: 'editors', Description: 'May edit', Precedence: 2 };
    const { Group } = await cognito.api.send(new CreateGroupCommand(group));
    expect(Group).toMatchObject(group);
    expect((await refusal(cognito.api.send(new CreateGroupCommand(group)))).name).toBe(
      'GroupExistsException',
    );
    await cognito.api.send(new AdminAddUserToGroupCommand(member(email, 'editors')));
    await cognito.api.send(new AdminAddUserToGroupCommand(member(email, 'editors')));
    await cognito.api.send(new AdminAddUserToGroupCommand(member(email, 'admin')));
    const list = async (): Promise<unknown> => {
      const { Groups = [] } = await cognito.api.send(
        new AdminListGroupsForUserCommand({ UserPoolId: POOL_ID, Username: email }),
      );
      return Groups.map(({ GroupName }) => GroupName);
    };
    expect(await list()).toEqual(['editors', 'admin']);
    await cognito.api.send(new AdminRemoveUserFromGroupCommand(member(email, 'editors')));
    expect(await list()).toEqual(['admin']);
  });

  it('have to exist', async () => {
    const { email } = await newUser(cognito);
    const call = cognito.api.send(new AdminAddUserToGroupCommand(member(email, 'nobody')));
    expect((await refusal(call)).name).toBe('ResourceNotFoundException');
  });
});

describe('listing users', () => {
  const POOL = 'eu-west-1_ListPool1';
  const CLIENT = 'listing0000000000000000001';
  const list = (Filter?: string) => cognito.api.send(new ListUsersCommand({ UserPoolId: POOL, Filter }));
  const emailsBy = async (filter: string): Promise<unknown> => {
    const { Users = [] } = await list(filter);
    return Users.map(({ Attributes = [] }) => Attributes.find(({ Name }) => Name === 'email')?.Value).sort();
  };

  beforeAll(async () => {
    cognito.emulator.ensureUserPool({ id: POOL, properties: POOL_PROPERTIES });
    cognito.emulator.ensureClient({
      id: CLIENT,
      properties: { UserPoolId: POOL, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
    });
    for (let number = 1; number <= 7; number++) {
      await cognito.api.send(
        new SignUpCommand({
          ClientId: CLIENT,
          Username: `user${number}@list.example`,
          Password: PASSWORD,
          UserAttributes: [{ Name: 'name', Value: `"User" ${number}` }],
        }),
      );
    }
    await cognito.api.send(
      new AdminConfirmSignUpCommand({ UserPoolId: POOL, Username: 'user1@list.example' }),
    );
  });

  it('gives every user once over pages, and no token with the last page', async () => {
    const names: string[] = [];
    let PaginationToken: string | undefined;
    let pages = 0;
    do {
      const page = await cognito.api.send(
        new ListUsersCommand({ UserPoolId: POOL, Limit: 3, PaginationToken, Filter: 'email ^= "user"' }),
      );
      names.push(...(page.Users ?? []).map(({ Username = '' }) => Username));
      PaginationToken = page.PaginationToken;
      pages++;
    } while (PaginationToken);
    expect(pages).toBe(3);
    expect(new Set(names).size).toBe(7);
    expect(names).toHaveLength(7);
  });

  it.each([
    ['email = "USER2@list.example"', ['user2@list.example']],
    ['email ^= "user3"', ['user3@list.example']],
    ['"email" = "user3"', []],
    ['name = "\\"User\\" 4"', ['user4@list.example']],
    ['cognito:user_status = "CONFIRMED"', ['user1@list.example']],
    ['status = "Disabled"', []],
  ])('filters by %s', async (filter, emails) => {
    expect(await emailsBy(filter)).toEqual(emails);
  });

  it('gives only the attributes asked for', async () => {
    const { Users = [] } = await cognito.api.send(
      new ListUsersCommand({ UserPoolId: POOL, Limit: 1, AttributesToGet: ['name'] }),
    );
    expect(Users[0]?.Attributes).toEqual([{ Name: 'name', Value: expect.any(String) }]);
  });

  it.each(['email', 'email = user1', 'email > "a"', 'address = "x"', 'email = "a" and name = "b"'])(
    'refuses the filter %s',
    async (filter) => {
      expect((await refusal(list(filter))).name).toBe('InvalidParameterException');
    },
  );

  it('refuses a page token it did not give', async () => {
    const call = cognito.api.send(new ListUsersCommand({ UserPoolId: POOL, PaginationToken: 'abc' }));
    expect((await refusal(call)).name).toBe('InvalidParameterException');
  });
});
