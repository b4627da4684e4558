import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  DockerImageFunction,
  type FunctionOptions,
  type ILayerVersion,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { converterArchitecture, converterCode } from './converter-code.ts';

/** What a function runs: its bundled file under AWS's own Node, or in the image that holds LibreOffice. */
export type HouseCode =
  | {
      bundle: Code;
      /** Packages with native code that it loads. */
      layers?: ILayerVersion[];
    }
  | {
      /** The staged build context; see `lib/stage-converter-image.ts`. */
      imageFolder: string;
    };

export interface HouseFunctionProps {
  /** Name of the bundled file without extension; also what operators see. */
  name: string;
  description: string;
  code: HouseCode;
  /** MB */
  memory: number;
  /** Seconds */
  timeout: number;
  statements: PolicyStatement[];
  environment: Record<string, string>;
  settings: Settings;
}

/** Room under /tmp for LibreOffice's profile and the documents it has in hand; Lambda gives 512 MB unasked. */
const imageStorage = Size.gibibytes(1);

/** A function as this house builds it: Node 24, a role of its own, a log group that forgets. */
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
    this.lambda = this.make(props, {
      description: props.description,
      memorySize: props.memory,
      timeout: Duration.seconds(props.timeout),
      role,
      logGroup,
      environment: {
        STAGE: props.settings.stage,
        ALLOWED_ORIGINS: props.settings.allowedOrigins.join(','),
        PUBLIC_ORIGIN: props.settings.publicOrigin,
        CONVERTER: props.settings.converter,
        RATE_LIMIT_FACTOR: String(props.settings.rateLimitFactor),
        ...(props.settings.sentryDsn ? { SENTRY_DSN: props.settings.sentryDsn } : {}),
        ...props.environment,
      },
    });
  }

  private make({ name, code }: HouseFunctionProps, options: FunctionOptions): LambdaFunction {
    const handler = `${name}.handler`;
    if ('imageFolder' in code) {
      return new DockerImageFunction(this, 'Function', {
        ...options,
        code: converterCode(code.imageFolder, handler),
        architecture: converterArchitecture,
        ephemeralStorageSize: imageStorage,
      });
    }
    return new LambdaFunction(this, 'Function', {
      ...options,
      code: code.bundle,
      handler,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      ...(code.layers ? { layers: code.layers } : {}),
    });
  }
}
