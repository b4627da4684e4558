import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnStage, CorsHttpMethod, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** Where requests come in. */
export class EdgeStack extends Stack {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: `mytypist-${settings.stage}`,
      description: 'MyTypist: every route is a function of its own',
      corsPreflight: {
        allowOrigins: settings.allowedOrigins,
        allowMethods: [
          CorsHttpMethod.GET,
          CorsHttpMethod.POST,
          CorsHttpMethod.PUT,
          CorsHttpMethod.PATCH,
          CorsHttpMethod.DELETE,
        ],
        allowHeaders: [
          'authorization',
          'content-type',
          'idempotency-key',
          'if-match',
          'prefer',
          'x-account-id',
        ],
        exposeHeaders: [
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
        maxAge: Duration.hours(1),
      },
    });
    this.limitAndLog();
  }

  /** The L2 stage knows neither throttling of all routes nor access logs. */
  private limitAndLog(): void {
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = this.api.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error('the HTTP API has no default stage');
    stage.defaultRouteSettings = { throttlingBurstLimit: 2000, throttlingRateLimit: 1000 };
    stage.accessLogSettings = {
      destinationArn: accessLog.logGroupArn,
      format: JSON.stringify({
        requestId: '$context.requestId',
        time: '$context.requestTime',
        ip: '$context.identity.sourceIp',
        route: '$context.routeKey',
        status: '$context.status',
        latencyMs: '$context.responseLatency',
        integrationError: '$context.integrationErrorMessage',
      }),
    };
  }
}
