import { Stack } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { NamedRoute } from '../shared/contract/all-routes.ts';
import { defaultTimeout, needsOf, pathOf } from '../shared/contract/route.ts';
import { HouseFunction } from './constructs/house-function.ts';
import { pascal, routeFunction } from './names.ts';
import { grantFor, type Resources } from './resources.ts';
import type { Settings } from './settings.ts';

/** All routes of one area: a function each, and its route in the HTTP API. Area names are permanent. */
export class AreaStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: {
      api: HttpApi;
      resources: Resources;
      routes: NamedRoute[];
      settings: Settings;
      codeFolder: string;
    },
  ) {
    super(scope, id);
    const bundle = Code.fromAsset(props.codeFolder);
    for (const named of props.routes) {
      const { route } = named;
      const name = routeFunction(named);
      const house = new HouseFunction(this, pascal(named.operation), {
        name,
        description: route.summary,
        code: { bundle },
        memory: route.memory ?? 512,
        timeout: route.timeout ?? defaultTimeout,
        settings: props.settings,
        ...grantFor(needsOf(route), props.resources),
      });
      new HttpRoute(this, `${pascal(named.operation)}Route`, {
        httpApi: props.api,
        routeKey:
          route.method === 'ANY'
            ? HttpRouteKey.DEFAULT
            : HttpRouteKey.with(pathOf(route), HttpMethod[route.method]),
        integration: new HttpLambdaIntegration(`${pascal(named.operation)}Integration`, house.lambda),
      });
    }
  }
}
