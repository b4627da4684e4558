/** Which properties of `AWS::Cognito::UserPool` the emulator follows. Anything else stops the start. */
import * as z from 'zod';
import { isUserAttribute } from './attribute-names.ts';
import { parseDefinition } from './unsupported-definition.ts';

export interface UserPoolDefinition {
  /** Of the AWS form `eu-west-1_XXXXXXXXX`; verifiers read the region and the issuer from it. */
  id: string;
  /** The resource's `Properties` as in the template, with intrinsic functions resolved. */
  properties: unknown;
}

/** Characters 6-99 and days 0-365: the ranges of the CloudFormation reference. */
const PasswordPolicy = z.strictObject({
  MinimumLength: z.int().min(6).max(99).default(8),
  RequireLowercase: z.boolean().default(false),
  RequireUppercase: z.boolean().default(false),
  RequireNumbers: z.boolean().default(false),
  RequireSymbols: z.boolean().default(false),
  TemporaryPasswordValidityDays: z.int().min(0).max(365).default(7),
});
export type PasswordPolicy = z.output<typeof PasswordPolicy>;

/** What Cognito applies where the template says nothing about passwords. */
const DEFAULT_PASSWORD_POLICY: PasswordPolicy = {
  MinimumLength: 8,
  RequireLowercase: true,
  RequireUppercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  TemporaryPasswordValidityDays: 7,
};

const SchemaAttribute = z.strictObject({
  Name: z.string().refine(isUserAttribute, 'only standard attributes are emulated'),
  AttributeDataType: z.literal('String').optional(),
  Required: z.boolean().default(false),
  Mutable: z.boolean().default(true),
});

const RecoveryMechanism = z.strictObject({
  Name: z.enum(['verified_email', 'admin_only']),
  Priority: z.int().min(1).max(2),
});

const Template = z.string().max(20_000);

const VerificationMessageTemplate = z.strictObject({
  DefaultEmailOption: z.literal('CONFIRM_WITH_CODE').optional(),
  EmailMessage: Template.optional(),
  EmailSubject: Template.optional(),
  SmsMessage: Template.optional(),
});

const InviteMessageTemplate = z.strictObject({
  EmailMessage: Template.optional(),
  EmailSubject: Template.optional(),
  SMSMessage: Template.optional(),
});

const UserPoolProperties = z
  .strictObject({
    // Followed.
    UsernameAttributes: z.tuple([z.literal('email')], 'only [email] is emulated'),
    UsernameConfiguration: z.strictObject({ CaseSensitive: z.literal(false) }),
    AutoVerifiedAttributes: z.array(z.literal('email')).max(1).default([]),
    Policies: z
      .strictObject({
        PasswordPolicy: PasswordPolicy.optional(),
        SignInPolicy: z
          .strictObject({ AllowedFirstAuthFactors: z.tuple([z.literal('PASSWORD')]) })
          .optional(),
      })
      .default({}),
    MfaConfiguration: z.enum(['OFF', 'OPTIONAL']).default('OFF'),
    EnabledMfas: z.array(z.literal('SOFTWARE_TOKEN_MFA')).max(1).default([]),
    AccountRecoverySetting: z
      .strictObject({ RecoveryMechanisms: z.array(RecoveryMechanism).min(1).max(2) })
      .optional(),
    AdminCreateUserConfig: z
      .strictObject({
        AllowAdminCreateUserOnly: z.boolean().default(false),
        InviteMessageTemplate: InviteMessageTemplate.optional(),
      })
      .optional(),
    UserAttributeUpdateSettings: z
      .strictObject({
        AttributesRequireVerificationBeforeUpdate: z.array(z.literal('email')).max(1),
      })
      .optional(),
    Schema: z.array(SchemaAttribute).default([]),
    EmailVerificationMessage: Template.optional(),
    EmailVerificationSubject: Template.optional(),
    VerificationMessageTemplate: VerificationMessageTemplate.optional(),
    // Descriptive: they change no answer of the API.
    UserPoolName: z.string().optional(),
    UserPoolTags: z.record(z.string(), z.string()).optional(),
    UserPoolTier: z.enum(['LITE', 'ESSENTIALS', 'PLUS']).optional(),
    DeletionProtection: z.enum(['ACTIVE', 'INACTIVE']).optional(),
    EmailConfiguration: z.record(z.string(), z.unknown()).optional(),
    SmsVerificationMessage: Template.optional(),
    SmsAuthenticationMessage: Template.optional(),
    // AUDIT only records; ENFORCED would refuse sign-ins by risk, which nothing local can judge.
    UserPoolAddOns: z.strictObject({ AdvancedSecurityMode: z.enum(['OFF', 'AUDIT']) }).optional(),
  })
  .refine((pool) => pool.MfaConfiguration === 'OFF' || pool.EnabledMfas.length > 0, {
    path: ['EnabledMfas'],
    message: 'MfaConfiguration OPTIONAL needs SOFTWARE_TOKEN_MFA here, the only factor that is emulated',
  });

interface AttributeRule {
  required: boolean;
  mutable: boolean;
}

/** A user pool in the emulator's own terms. */
export interface UserPool {
  id: string;
  passwordPolicy: PasswordPolicy;
  verifiesEmail: boolean;
  mfa: 'OFF' | 'OPTIONAL';
  /** False where only an administrator may reset a password. */
  recoversByEmail: boolean;
  signUpAllowed: boolean;
  /** A changed address takes effect only when its code has been entered. */
  keepsEmailUntilVerified: boolean;
  attributes: ReadonlyMap<string, AttributeRule>;
  verificationMail: { subject: string; text: string };
  invitationMail: { subject: string; text: string };
}

const Id = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d_[A-Za-z0-9]{9}$/, 'a pool id looks like eu-west-1_XXXXXXXXX');

/**
 * Reads a pool's definition.
 * @throws UnsupportedDefinitionError naming each property that is wrong or not emulated
 */
export function readUserPool(definition: UserPoolDefinition): UserPool {
  const name = `AWS::Cognito::UserPool ${definition.id}`;
  const id = parseDefinition(name, Id, definition.id);
  const properties = parseDefinition(name, UserPoolProperties, definition.properties);
  const recovery = properties.AccountRecoverySetting?.RecoveryMechanisms;
  const invitation = properties.AdminCreateUserConfig?.InviteMessageTemplate;
  const verification = properties.VerificationMessageTemplate;
  return {
    id,
    passwordPolicy: properties.Policies.PasswordPolicy ?? DEFAULT_PASSWORD_POLICY,
    verifiesEmail: properties.AutoVerifiedAttributes.includes('email'),
    mfa: properties.MfaConfiguration,
    recoversByEmail: recovery?.some((mechanism) => mechanism.Name === 'verified_email') ?? true,
    signUpAllowed: !(properties.AdminCreateUserConfig?.AllowAdminCreateUserOnly ?? false),
    keepsEmailUntilVerified:
      properties.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate.includes('email') ??
      false,
    attributes: new Map(
      properties.Schema.map(({ Name, Required, Mutable }) => [
        Name,
        { required: Required, mutable: Mutable },
      ]),
    ),
    verificationMail: {
      subject: verification?.EmailSubject ?? properties.EmailVerificationSubject ?? 'Your verification code',
      text:
        verification?.EmailMessage ??
        properties.EmailVerificationMessage ??
        'Your confirmation code is {####}',
    },
    invitationMail: {
      subject: invitation?.EmailSubject ?? 'Your temporary password',
      text: invitation?.EmailMessage ?? 'Your username is {username} and temporary password is {####}.',
    },
  };
}
