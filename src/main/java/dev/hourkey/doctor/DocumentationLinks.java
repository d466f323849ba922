package dev.hourkey.doctor;

/**
 * The sections of the documentation that findings point to. A test checks that each of them exists.
 */
final class DocumentationLinks {
  private static final String INSTALL = "docs/install.md#";
  private static final String OPTIONS = "docs/install-options.md#";

  static final String MACHINE = INSTALL + "network";
  static final String PROXY = OPTIONS + "behind-a-proxy";
  static final String DATABASE = INSTALL + "database";
  static final String SESSION_OPTIONS = "docs/configuration.md#database";
  static final String UPGRADE = "docs/operations.md#upgrading";
  static final String ENVIRONMENT = "docs/operations.md#the-environment-of-a-database";
  static final String ONE_ROLE = OPTIONS + "one-database-role";
  static final String CHAT = INSTALL + "slack";
  static final String FEWER_SCOPES = OPTIONS + "fewer-slack-scopes";
  static final String DISCUSSIONS = OPTIONS + "discussions-in-threads";
  static final String ENTRA = INSTALL + "entra";
  static final String GROUPS = INSTALL + "groups";
  static final String NO_UNIT = OPTIONS + "without-a-restricted-unit";
  static final String TRY_IT = OPTIONS + "try-it-as-hourkey";
  static final String CREDENTIAL = INSTALL + "credential";
  static final String PROVISIONING = INSTALL + "provisioning";
  static final String CONSOLE = INSTALL + "console";
  static final String APPLICATIONS = "docs/operations.md#entra-applications";
  static final String AWS = INSTALL + "aws";
  static final String ANOTHER_ACCOUNT = OPTIONS + "not-in-the-management-account";
  static final String REMOVE_DIRECTLY = OPTIONS + "remove-directly";
  static final String POLICY = INSTALL + "policy";
  static final String TOOLS = "docs/configuration.md#on-call-and-tickets";
  static final String DELIVERY = "docs/configuration.md#delivery-of-audit-events";
  static final String KEEP = INSTALL + "keep-it-running";

  private DocumentationLinks() {}

  /** The section about a vendor's failures. */
  static String section(String heading) {
    return INSTALL + heading;
  }
}
