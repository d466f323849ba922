package dev.hourkey.sandbox.aws;

import dev.hourkey.sandbox.aws.AccountAssignments.Assignment;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.directory.Memberships.Pair;
import dev.hourkey.sandbox.directory.Writer;
import dev.hourkey.sandbox.http.LoopbackServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Stands in for AWS: Identity Center and its Identity Store, the organization's accounts, and who
 * the caller is. Users are named by user name or id, groups by display name or id.
 */
public final class IdentityCenterStandIn extends DirectoryStandIn {
  private final OrganizationSeed seed = OrganizationSeed.read();
  private final Clock clock;
  private final Endpoint aws;
  private final IdentityStore store;
  private final AccountAssignments assignments = new AccountAssignments();
  private final Pages pages = new Pages();
  private final SsoAdminApi admin;
  private final OrganizationsApi organizations;
  private volatile String caller = "";

  public IdentityCenterStandIn(LoopbackServer http, Clock clock, Runnable beforeEach) {
    this.clock = clock;
    store = new IdentityStore(clock);
    aws = new Endpoint(http, traffic, clock, beforeEach);
    new IdentityStoreApi(store, seed, pages).addTo(aws);
    admin = new SsoAdminApi(assignments, seed, pages);
    admin.addTo(aws);
    organizations = new OrganizationsApi(seed, pages);
    organizations.addTo(aws);
    aws.onQuery("GetCallerIdentity", this::callerIdentity);
    new ControlApi(this, beforeEach).addTo(http);
    reset();
  }

  /** Creates or replaces a user who may sign in, by the ids that they have here and in Entra. */
  public void putUser(String id, String externalId, String userName) {
    store.put(
        new StoreUser(
            id, externalId, userName, userName, userName, userName, true, clock.instant()));
  }

  /** Creates or renames a group, by the ids that it has here and in Entra. */
  public void putGroup(String id, String externalId, String displayName) {
    store.putGroup(id, externalId, displayName);
  }

  /** Every change of a membership since the last reset, oldest first; none of the seed. */
  public List<StoreMembershipChange> changes() {
    return store.changes();
  }

  /** Whether someone is really a member now, even if reads lag. */
  public boolean isMember(String group, String user) {
    return store.isMember(group(group).id(), user(user).id());
  }

  /** Adds someone to a group, or takes them out, behind Entra's back. */
  public void setMember(String group, String user, boolean member) {
    if (member) {
      store.add(group(group).id(), user(user).id(), Writer.HAND);
    } else {
      store.remove(group(group).id(), user(user).id(), Writer.HAND);
    }
  }

  /** Whether there is such a user, and they may sign in. */
  public boolean isActive(String user) {
    return store.userNamed(user).filter(StoreUser::active).isPresent();
  }

  /** Enables or disables a user without Entra noticing. */
  public void setActive(String user, boolean active) {
    store.put(user(user).withActive(active));
  }

  /**
   * Answers the next queries about this membership with these values, one after the other, even if
   * they are wrong. Later answers are right again.
   */
  public void answerMembership(String group, String user, Boolean... exists) {
    store.answer(new Pair(group(group).id(), user(user).id()), List.of(exists));
  }

  /** Answers the next queries about memberships as if their last change had not happened. */
  public void staleReads(int times) {
    store.staleReads(times);
  }

  /** Deletes a user with all memberships, behind Entra's back. */
  public void deleteUser(String user) {
    store.delete(user(user).id(), Writer.HAND);
  }

  /** Deletes a group, behind Entra's back; its assignments stay and point nowhere. */
  public void deleteGroup(String group) {
    store.delete(group(group).id(), Writer.HAND);
  }

  /** Deletes a group and creates it again: empty, and with an id that no assignment has. */
  public void recreateGroup(String group) {
    StoreGroup old = group(group);
    store.delete(old.id(), Writer.HAND);
    store.putGroup(IdentityStore.newId(), old.externalId(), old.displayName());
  }

  /** Gives a group a permission set, named by its name, in an account. */
  public void assign(String group, String account, String permissionSet) {
    assignments.add(assignment(group, account, permissionSet));
  }

  /** Creates an account of the organization. */
  public void putAccount(String id, String name) {
    seed.accounts()
        .add(new OrganizationSeed.Account(id, name, "aws+" + id + "@example.com", "", Map.of()));
  }

  /** Creates a permission set with sessions of an hour. */
  public void putPermissionSet(String name) {
    String arn =
        "arn:aws:sso:::permissionSet/"
            + seed.instanceArn().substring(seed.instanceArn().lastIndexOf('/') + 1)
            + "/ps-%016x".formatted(name.hashCode() & 0xffffffffL);
    seed.permissionSets()
        .add(new OrganizationSeed.PermissionSet(name, arn, name, "PT1H", Map.of()));
  }

  /** Attaches a policy that AWS manages, like AdministratorAccess, to a permission set. */
  public void attachPolicy(String permissionSet, String policy) {
    admin.attach(permissionSet, policy);
  }

  /** Takes a permission set from a group. */
  public void unassign(String group, String account, String permissionSet) {
    assignments.remove(assignment(group, account, permissionSet));
  }

  /** Sets an account's state: ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED or PENDING_ACTIVATION. */
  public void accountState(String account, String state) {
    organizations.state(account, state);
  }

  /** Moves an account to the organizational unit with this path; empty for the root. */
  public void moveAccount(String account, String ouPath) {
    organizations.move(account, ouPath);
  }

  /** Sets all tags of an account. */
  public void tagAccount(String account, Map<String, String> tags) {
    organizations.tag(account, tags);
  }

  /** Sets all tags of a permission set, named by its name. */
  public void tagPermissionSet(String permissionSet, Map<String, String> tags) {
    admin.tag(permissionSet, tags);
  }

  /** Who the caller is; the role {@code hourkey} of the management account at first. */
  public void caller(String account, String arn) {
    caller = account + " " + arn;
  }

  /** The error with which AWS refuses everything about permission sets; empty if it shows them. */
  public void withoutPermissionSets(String error) {
    admin.withoutPermissionSets(error);
  }

  /** How many instances of Identity Center the caller sees. */
  public void instances(int number) {
    admin.instances(number);
  }

  /** Whether the caller is a delegated administrator, who cannot see the management account. */
  public void delegatedAdministrator(boolean delegated) {
    admin.delegated(delegated);
  }

  /** Disables or enables the key that the customer manages for Identity Center. */
  public void keyDisabled(boolean disabled) {
    store.keyDisabled(disabled);
  }

  /** From now on memberships are shown as they were this long ago. */
  public void readLag(Duration lag) {
    store.readLag(lag);
  }

  /**
   * Allows an action, named as in a policy, or takes it away. At first, it allows the actions that
   * the installation guide's policy allows.
   */
  public void permit(String action, boolean permitted) {
    aws.permit(action, permitted);
  }

  /** Limits the entries of a page; with {@code emptyFirst} the first page is empty. */
  public void pages(int size, boolean emptyFirst) {
    pages.of(size, emptyFirst);
  }

  /** Limits the calls per second of each operation; 0 is no limit. */
  public void limit(int perSecond) {
    aws.limit(perSecond);
  }

  public IdentityStore store() {
    return store;
  }

  OrganizationsApi organizations() {
    return organizations;
  }

  OrganizationSeed seed() {
    return seed;
  }

  AccountAssignments assignments() {
    return assignments;
  }

  /** Resets it to the seed, with every switch off. */
  public void reset() {
    traffic.reset();
    aws.limit(0);
    caller =
        seed.ownerAccountId()
            + " arn:aws:sts::"
            + seed.ownerAccountId()
            + ":assumed-role/hourkey/sandbox";
    aws.permitOnly(seed.actions());
    pages.reset();
    admin.reset();
    organizations.reset();
    seed.reset();
    store.load(seed);
    assignments.load(seed);
  }

  @Override
  protected RuntimeException throttled(Duration retryAfter) {
    return ServiceError.throttled(retryAfter);
  }

  @Override
  protected RuntimeException failed(int status) {
    return switch (status) {
      case 403 ->
          ServiceError.of(
              "AccessDeniedException", "You do not have sufficient access to perform this action.");
      case 409 ->
          ServiceError.conflict("CONCURRENT_MODIFICATION", "The request conflicts with another.");
      default -> ServiceError.internal();
    };
  }

  @Override
  protected RuntimeException credentialsRefused() {
    return ServiceError.of(
        "ExpiredTokenException", "The security token included in the request is expired");
  }

  private StoreUser user(String name) {
    return store
        .user(name)
        .or(() -> store.userNamed(name))
        .orElseThrow(() -> new IllegalArgumentException("no user " + name + " in AWS"));
  }

  private StoreGroup group(String name) {
    return store
        .group(name)
        .or(() -> store.groupNamed(name))
        .orElseThrow(() -> new IllegalArgumentException("no group " + name + " in AWS"));
  }

  private Assignment assignment(String group, String account, String permissionSet) {
    String arn =
        seed.permissionSets().stream()
            .filter(set -> set.name().equals(permissionSet))
            .findFirst()
            .orElseThrow()
            .arn();
    return new Assignment(group(group).id(), account, arn);
  }

  private String callerIdentity() {
    return """
    <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
      <GetCallerIdentityResult>
        <Arn>%2$s</Arn>
        <UserId>AROA1234567890EXAMPLE:sandbox</UserId>
        <Account>%1$s</Account>
      </GetCallerIdentityResult>
      <ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata>
    </GetCallerIdentityResponse>
    """
        .formatted((Object[]) caller.split(" "));
  }
}
