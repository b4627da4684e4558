import { SecretValue } from 'aws-cdk-lib';
import {
  CfnUserPoolIdentityProvider,
  OAuthScope,
  type UserPool,
  UserPoolClientIdentityProvider,
  type UserPoolClientOptions,
} from 'aws-cdk-lib/aws-cognito';
import { Construct, type IDependable } from 'constructs';
import { receiveSocialSignIn } from '../../shared/contract/auth-social.ts';
import { pathOf } from '../../shared/contract/route.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import type { Settings } from '../settings.ts';

/** What CloudFormation needs to make a provider known to a user pool. */
interface Declaration {
  /** Cognito allows no other name for the type. */
  name: UserPoolClientIdentityProvider;
  details: Record<string, string>;
  /** Whether it says of each e-mail address if it has checked it. */
  saysVerified: boolean;
}

/** Read by CloudFormation when it deploys, so that no template holds a secret. */
const secret = (name: string): string => SecretValue.secretsManager(name).unsafeUnwrap();

function declarationOf(settings: ProviderSettings): Declaration {
  const { provider, clientId } = settings;
  switch (provider) {
    case 'google':
      return {
        name: UserPoolClientIdentityProvider.GOOGLE,
        details: {
          client_id: clientId,
          client_secret: secret(settings.clientSecret),
          authorize_scopes: 'openid email profile',
        },
        saysVerified: true,
      };
    case 'facebook':
      return {
        name: UserPoolClientIdentityProvider.FACEBOOK,
        details: {
          client_id: clientId,
          client_secret: secret(settings.clientSecret),
          authorize_scopes: 'public_profile,email',
        },
        saysVerified: false,
      };
    case 'apple':
      return {
        name: UserPoolClientIdentityProvider.APPLE,
        details: {
          client_id: clientId,
          team_id: settings.teamId,
          key_id: settings.keyId,
          private_key: secret(settings.privateKey),
          authorize_scopes: 'email name',
        },
        saysVerified: true,
      };
  }
}

/** How people log in through providers: these, the pool's hosted pages, and what the pool's client is allowed with them. */
export class SignIn extends Construct {
  /** Which providers there are, for functions: `google,apple`, or `none`. */
  readonly providers: string;
  /** Address of the hosted pages without a slash at the end, for functions; `none` without providers. */
  readonly pages: string;
  /** What the pool's client must be told. */
  readonly client: Pick<UserPoolClientOptions, 'disableOAuth' | 'oAuth' | 'supportedIdentityProviders'>;
  /** What must be there before the client is. */
  readonly before: IDependable[];

  constructor(scope: Construct, id: string, pool: UserPool, settings: Settings) {
    super(scope, id);
    const declared = settings.providers.map(declarationOf);
    this.before = declared.map((each) => this.add(pool, each));
    if (declared.length === 0) {
      this.providers = 'none';
      this.pages = 'none';
      this.client = { disableOAuth: true };
      return;
    }
    this.providers = settings.providers.map(({ provider }) => provider).join(',');
    this.pages = pool
      .addDomain('Domain', { cognitoDomain: { domainPrefix: settings.signInDomain } })
      .baseUrl();
    this.client = {
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${settings.publicOrigin}${pathOf(receiveSocialSignIn)}`],
      },
      // Not the pool itself: nobody types a password into a page that is not ours.
      supportedIdentityProviders: declared.map(({ name }) => name),
    };
  }

  private add(pool: UserPool, { name, details, saysVerified }: Declaration): IDependable {
    return new CfnUserPoolIdentityProvider(this, name.name, {
      userPoolId: pool.userPoolId,
      providerName: name.name,
      providerType: name.name,
      providerDetails: details,
      attributeMapping: {
        email: 'email',
        name: 'name',
        ...(saysVerified ? { email_verified: 'email_verified' } : {}),
      },
    });
  }
}
