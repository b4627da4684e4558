import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  type ILayerVersion,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

export interface HouseFunctionProps {
  /** Name of the bundled file without extension; also what operators see. */
  name: string;
  description: string;
  code: Code;
  /** MB */
  memory: number;
  /** Seconds */
  timeout: number;
  statements: PolicyStatement[];
  environment: Record<string, string>;
  settings: Settings;
  /** Packages with native code that it loads. */
  layers?: ILayerVersion[];
}

/** A function as this house builds it: Node 24 on arm64, a role of its own, a log group that forgets. */
export class HouseFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: HouseFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const writeLogs = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    for (const statement of [writeLogs, ...props.statements]) role.addToPolicy(statement);
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: props.code,
      handler: `${props.name}.handler`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memory,
      timeout: Duration.seconds(props.timeout),
      role,
      ...(props.layers ? { layers: props.layers } : {}),
      logGroup,
      environment: {
        STAGE: props.settings.stage,
        ALLOWED_ORIGINS: props.settings.allowedOrigins.join(','),
        PUBLIC_ORIGIN: props.settings.publicOrigin,
        ...(props.settings.sentryDsn ? { SENTRY_DSN: props.settings.sentryDsn } : {}),
        ...props.environment,
      },
    });
  }
}
