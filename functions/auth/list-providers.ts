import { listProviders, startSocialSignIn } from '../../shared/contract/auth-social.ts';
import { pathOf } from '../../shared/contract/route.ts';
import { providerLabels } from '../../shared/domain/provider.ts';
import { configuredProviders } from '../../shared/pipeline/social-sign-in.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listProviders, async () => ({
  items: configuredProviders().map((provider) => ({
    provider,
    name: providerLabels[provider],
    start: pathOf(startSocialSignIn).replace('{provider}', provider),
  })),
}));
