import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { routeFunction } from '../../lib/names.ts';
import { allRoutes } from '../../shared/contract/all-routes.ts';
import { routeKeyOf } from '../../shared/contract/route.ts';
import { synthesiseStage, testOrigin } from '../support/stage.ts';

const stage = await synthesiseStage();
const [api, secondApi] = stage.all('AWS::ApiGatewayV2::Api');
const [defaultStage, secondStage] = stage.all('AWS::ApiGatewayV2::Stage');

describe('the HTTP API', () => {
  test('is one, with one stage', () => {
    expect(api).toBeDefined();
    expect(defaultStage?.properties.StageName).toBe('$default');
    expect([secondApi, secondStage]).toEqual([undefined, undefined]);
  });

  test('lets pages of the listed origins in, by their exact names and without credentials', () => {
    expect(api?.properties.CorsConfiguration).toEqual({
      AllowOrigins: [testOrigin],
      AllowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      AllowHeaders: [
        'authorization',
        'content-type',
        'idempotency-key',
        'if-match',
        'prefer',
        'x-account-id',
      ],
      ExposeHeaders: [
        'content-disposition',
        'etag',
        'idempotency-replayed',
        'link',
        'location',
        'preference-applied',
        'ratelimit-limit',
        'ratelimit-policy',
        'ratelimit-remaining',
        'ratelimit-reset',
        'retry-after',
        'x-request-id',
      ],
      MaxAge: 3600,
    });
  });

  test('allows pages every method that a route has', () => {
    const Cors = z.looseObject({ AllowMethods: z.array(z.string()) });
    const { AllowMethods } = Cors.parse(api?.properties.CorsConfiguration);
    const methods = new Set(allRoutes.map(({ route }) => route.method).filter((method) => method !== 'ANY'));
    expect(AllowMethods).toEqual(expect.arrayContaining([...methods]));
  });

  test('limits how fast requests come in', () => {
    expect(defaultStage?.properties.DefaultRouteSettings).toEqual({
      ThrottlingBurstLimit: 2000,
      ThrottlingRateLimit: 1000,
    });
  });

  test('logs every request, and nothing that was said in it', () => {
    const Settings = z.strictObject({ DestinationArn: z.string(), Format: z.string() });
    const { DestinationArn, Format } = Settings.parse(defaultStage?.properties.AccessLogSettings);
    const arns = stage.all('AWS::Logs::LogGroup').map((group) => stage.identityOf(group).attributes.Arn);
    expect(arns).toContain(DestinationArn);
    const fields = z.record(z.string(), z.string()).parse(JSON.parse(Format));
    expect(Object.keys(fields)).toEqual([
      'requestId',
      'time',
      'ip',
      'route',
      'status',
      'latencyMs',
      'integrationError',
    ]);
    expect(Format).not.toMatch(/authorizer|header|querystring|body/i);
  });
});

describe('routes', () => {
  const Route = z.looseObject({ RouteKey: z.string(), Target: z.string(), ApiId: z.string() });
  const routes = stage.all('AWS::ApiGatewayV2::Route').map(({ properties }) => Route.parse(properties));
  const handlers = new Map(
    stage
      .all('AWS::Lambda::Function')
      .map((each) => [stage.identityOf(each).attributes.Arn, String(each.properties.Handler)]),
  );
  const integrations = new Map(
    stage
      .all('AWS::ApiGatewayV2::Integration')
      .map((each) => [`integrations/${stage.identityOf(each).ref}`, String(each.properties.IntegrationUri)]),
  );

  test('are exactly those of the contract', () => {
    const declared = allRoutes.map(({ route }) => routeKeyOf(route));
    expect(routes.map(({ RouteKey }) => RouteKey).toSorted()).toEqual(declared.toSorted());
  });

  test.each(allRoutes.map((named) => [routeKeyOf(named.route), routeFunction(named)]))(
    '%s leads to %s',
    (routeKey, name) => {
      const route = routes.find(({ RouteKey }) => RouteKey === routeKey);
      expect(handlers.get(integrations.get(route?.Target ?? '') ?? '')).toBe(`${name}.handler`);
      expect(route?.ApiId).toBe(api && stage.identityOf(api).ref);
    },
  );
});
