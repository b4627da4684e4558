/** Every operation the emulator answers, by its name in `x-amz-target`. */
import type { Operation } from '../operation.ts';
import { adminResetUserPassword, adminSetUserPassword } from './admin-passwords.ts';
import {
  adminConfirmSignUp,
  adminCreateUser,
  adminDeleteUser,
  adminDisableUser,
  adminEnableUser,
  adminGetUser,
  adminUpdateUserAttributes,
  adminUserGlobalSignOut,
} from './admin-users.ts';
import { respondToAuthChallenge } from './challenges.ts';
import {
  adminAddUserToGroup,
  adminListGroupsForUser,
  adminRemoveUserFromGroup,
  createGroup,
} from './groups.ts';
import { listUsers } from './list-users.ts';
import { changePassword, confirmForgotPassword, forgotPassword } from './own-password.ts';
import {
  deleteUser,
  getUser,
  getUserAttributeVerificationCode,
  updateUserAttributes,
  verifyUserAttribute,
} from './own-profile.ts';
import { getTokensFromRefreshToken, globalSignOut, revokeToken } from './refresh.ts';
import { initiateAuth } from './sign-in.ts';
import { confirmSignUp, resendConfirmationCode, signUp } from './sign-up.ts';
import {
  adminDeleteSoftwareToken,
  adminSetUserMfaPreference,
  associateSoftwareToken,
  setUserMfaPreference,
  verifySoftwareToken,
} from './software-token.ts';

/** A Map and not an object, so that a target such as `constructor` is simply unknown. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    SignUp: signUp,
    ConfirmSignUp: confirmSignUp,
    ResendConfirmationCode: resendConfirmationCode,
    InitiateAuth: initiateAuth,
    RespondToAuthChallenge: respondToAuthChallenge,
    GetTokensFromRefreshToken: getTokensFromRefreshToken,
    RevokeToken: revokeToken,
    GlobalSignOut: globalSignOut,
    GetUser: getUser,
    UpdateUserAttributes: updateUserAttributes,
    GetUserAttributeVerificationCode: getUserAttributeVerificationCode,
    VerifyUserAttribute: verifyUserAttribute,
    DeleteUser: deleteUser,
    ChangePassword: changePassword,
    ForgotPassword: forgotPassword,
    ConfirmForgotPassword: confirmForgotPassword,
    AssociateSoftwareToken: associateSoftwareToken,
    VerifySoftwareToken: verifySoftwareToken,
    SetUserMFAPreference: setUserMfaPreference,
    AdminSetUserMFAPreference: adminSetUserMfaPreference,
    AdminDeleteSoftwareToken: adminDeleteSoftwareToken,
    AdminCreateUser: adminCreateUser,
    AdminGetUser: adminGetUser,
    AdminConfirmSignUp: adminConfirmSignUp,
    AdminSetUserPassword: adminSetUserPassword,
    AdminResetUserPassword: adminResetUserPassword,
    AdminDisableUser: adminDisableUser,
    AdminEnableUser: adminEnableUser,
    AdminDeleteUser: adminDeleteUser,
    AdminUpdateUserAttributes: adminUpdateUserAttributes,
    AdminUserGlobalSignOut: adminUserGlobalSignOut,
    ListUsers: listUsers,
    CreateGroup: createGroup,
    AdminAddUserToGroup: adminAddUserToGroup,
    AdminRemoveUserFromGroup: adminRemoveUserFromGroup,
    AdminListGroupsForUser: adminListGroupsForUser,
  }),
);
