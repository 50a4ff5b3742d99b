import type { Type } from '@nestjs/common';
import { AccessibleHostsController } from './accessible-hosts.controller.ts';
import { AdministratorsController } from './administrators.controller.ts';
import { AgentHostsController } from './agent-hosts.controller.ts';
import { AuditController } from './audit.controller.ts';
import { AuditStreamsController } from './audit-streams.controller.ts';
import { BackEndsController } from './back-ends.controller.ts';
import { ConsoleController } from './console/console.controller.ts';
import { DirectoryReportsController } from './directory-reports.controller.ts';
import { DirectorySyncsController } from './directory-syncs.controller.ts';
import { ExportsController } from './exports.controller.ts';
import { HealthController } from './health.controller.ts';
import { JobsController } from './jobs.controller.ts';
import { OnlineSessionsController } from './online-sessions.controller.ts';
import { OrganisationController } from './organisation.controller.ts';
import { PoliciesController } from './policies.controller.ts';
import { PublicController } from './public.controller.ts';
import { RadiusProfilesController } from './radius-profiles.controller.ts';
import { RadiusTestController } from './radius-test.controller.ts';
import { ReportsController } from './reports.controller.ts';
import { ServiceHealthController } from './service-health.controller.ts';
import { SessionController } from './session.controller.ts';
import { DeletionsController } from './deletions.controller.ts';
import { ProtectionController } from './protection.controller.ts';
import { StandInsController } from './stand-ins.controller.ts';
import { TokenImportsController } from './token-imports.controller.ts';
import { TokensController } from './tokens.controller.ts';
import { UserImportsController } from './user-imports.controller.ts';
import { UsersController } from './users.controller.ts';

/** Everything that the server answers. */
export const controllers: Type[] = [
  HealthController, PublicController, OrganisationController, UsersController, TokensController, StandInsController, TokenImportsController,
  UserImportsController, JobsController, ExportsController, PoliciesController,
  AgentHostsController, AccessibleHostsController, BackEndsController, DirectorySyncsController, ProtectionController, DeletionsController, AuditController, AuditStreamsController, ReportsController, DirectoryReportsController, SessionController, AdministratorsController, RadiusTestController,
  RadiusProfilesController, OnlineSessionsController,
  ServiceHealthController, ConsoleController,
];
