package dev.hourkey.sandbox.entra;

import dev.hourkey.sandbox.aws.IdentityStore;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.directory.Memberships.Pair;
import dev.hourkey.sandbox.directory.Writer;
import dev.hourkey.sandbox.entra.DirectoryObject.Kind;
import dev.hourkey.sandbox.entra.LaggingReplica.Missing;
import dev.hourkey.sandbox.http.AcceptedSecrets;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.login.LoginPerson;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for Microsoft Graph: Entra's users and groups, and the provisioning job that carries
 * them to AWS. Users and groups may be named by object id, display name, UPN or mail address.
 */
public final class EntraStandIn extends DirectoryStandIn {
  private final TenantSeed seed = TenantSeed.read();
  private final Directory directory;
  private final WriteQuota writeQuota;
  private final ScimExport export;
  private final OnDemandProvisioning onDemand;
  private final ProvisioningJob job;
  private final GraphSynchronization synchronization;
  private final GraphRoles roles;
  private final GraphApplications applications;
  private final AcceptedSecrets tokens;

  public EntraStandIn(LoopbackServer http, IdentityStore aws, Clock clock) {
    directory = new Directory(clock);
    writeQuota = new WriteQuota(clock);
    export = new ScimExport(directory, aws, clock);
    job = new ProvisioningJob(export, clock);
    onDemand = new OnDemandProvisioning(directory, export, job, clock);
    GraphEndpoint graph = new GraphEndpoint(http, traffic, clock, this::tick);
    tokens = graph.tokens();
    new GraphUsers(directory).addTo(graph);
    new GraphGroups(directory, writeQuota).addTo(graph);
    synchronization =
        new GraphSynchronization(directory, seed.application(), job, onDemand, seed.self());
    synchronization.addTo(graph);
    roles = new GraphRoles(directory, seed.self());
    roles.addTo(graph);
    applications = new GraphApplications(directory);
    applications.addTo(graph);
    new ControlApi(this).addTo(http);
    reset();
  }

  /** The provisioning job. */
  public ProvisioningJob job() {
    return job;
  }

  /** The access tokens that Graph accepts; any at first. */
  public AcceptedSecrets tokens() {
    return tokens;
  }

  /** Runs what is due by now, such as a cycle of the provisioning job. */
  public void tick() {
    job.tick();
  }

  /** The people who can sign in. */
  public List<LoginPerson> signIns() {
    return directory.all(Kind.USER).stream()
        .filter(user -> user.is("accountEnabled"))
        .map(
            user ->
                new LoginPerson(
                    user.id(),
                    String.valueOf(user.text("userPrincipalName")),
                    String.valueOf(user.text("displayName")),
                    "Guest".equals(user.text("userType"))))
        .toList();
  }

  /** Adds someone to a group, or takes them out, as an administrator would by hand. */
  public void setMember(String group, String user, boolean member) {
    tick();
    String groupId = directory.find(Kind.GROUP, group).id();
    String userId = directory.find(Kind.USER, user).id();
    if (member) {
      directory.add(groupId, List.of(userId), Writer.HAND);
    } else {
      directory.remove(groupId, userId, Writer.HAND);
    }
  }

  /** Makes a group a member of another group, as an administrator would by hand. */
  public void nest(String group, String member) {
    directory.add(
        directory.find(Kind.GROUP, group).id(),
        List.of(directory.find(Kind.GROUP, member).id()),
        Writer.HAND);
  }

  /** Whether someone is really a direct member now, even if reads lag. */
  public boolean isMember(String group, String user) {
    return directory.shows(
        new Pair(directory.find(Kind.GROUP, group).id(), directory.find(Kind.USER, user).id()),
        Duration.ZERO);
  }

  /** Creates or replaces a user, from properties as Graph names them and {@code manager}. */
  public void putUser(Map<String, Object> properties) {
    directory.putUser(properties);
  }

  /**
   * Whether Graph omits this account's enabled status, as it does for callers who may not read it.
   */
  public void hideStatus(String user, boolean hidden) {
    directory.hideStatus(directory.find(Kind.USER, user).id(), hidden);
  }

  /**
   * Creates or replaces a group in the app's administrative unit, from {@code members} and
   * properties named as in Graph.
   */
  public void putGroup(Map<String, Object> properties) {
    directory.putGroup(properties);
  }

  /**
   * Gives the app a directory role or an application permission, or takes it away. At first it has
   * those that the installation guide asks for.
   */
  public void grant(String permission, boolean granted) {
    directory.permissions().grant(permission, granted);
  }

  /** Puts a group into the app's restricted administrative unit, or takes it out. */
  public void inUnit(String group, boolean inside) {
    directory.permissions().inUnit(directory.find(Kind.GROUP, group).id(), inside);
  }

  /** Whether the unit is a restricted one, as at first. */
  public void unitRestricted(boolean restricted) {
    roles.restricted(restricted);
  }

  /** Makes a user an owner of a group. */
  public void owner(String group, String user) {
    roles.owner(directory.find(Kind.GROUP, group).id(), directory.find(Kind.USER, user).id());
  }

  /** Puts the app into a role-assignable group, which has a role for the whole tenant. */
  public void roleThroughGroup(String group, String role) {
    roles.memberOf(directory.find(Kind.GROUP, group).id(), role);
  }

  /** Makes the app an owner of a group. */
  public void ownedByApp(String group) {
    roles.owner(directory.find(Kind.GROUP, group).id(), seed.self().id());
  }

  /** The application (client) id of the app. */
  public String clientId() {
    return seed.self().appId();
  }

  /** Sets how many enterprise applications of AWS there are. */
  public void awsApplications(int number) {
    synchronization.applications(number);
  }

  /** Whether people may sign in with the enterprise application. */
  public void applicationEnabled(boolean enabled) {
    synchronization.enabled(enabled);
  }

  /**
   * What the job carries to externalId of a {@code User} or a {@code Group}, such as {@code
   * mailNickname}; empty if it does not carry them at all.
   */
  public void mapExternalId(String kind, String source) {
    synchronization.externalId(kind, source);
  }

  /**
   * Gives the mapping of {@code User} or {@code Group} a scoping filter: an object has to satisfy
   * all clauses, such as {@code department EQUALS IT}. The job shows the filter, but its cycles do
   * not apply it.
   */
  public void scopingFilter(String kind, String... clauses) {
    synchronization.scopingFilter(kind, List.of(clauses));
  }

  /**
   * Whether the job's mapping of groups has their members. The job shows that, but its cycles do
   * not change.
   */
  public void membersMapped(boolean mapped) {
    synchronization.membersMapped(mapped);
  }

  /**
   * Adds the registration of another application.
   *
   * @param idTokenClaims its optional claims in ID tokens
   * @param platform {@code web} or {@code spa}, where the redirect URIs are
   */
  public void registration(
      String clientId, List<String> idTokenClaims, String platform, List<String> redirectUris) {
    Map<String, Object> none = Map.of("redirectUris", List.of());
    Map<String, Object> properties = new HashMap<>();
    properties.put("web", none);
    properties.put("spa", none);
    properties.put("publicClient", none);
    properties.put(platform, Map.of("redirectUris", redirectUris));
    if (!idTokenClaims.isEmpty()) {
      properties.put(
          "optionalClaims",
          Map.of("idToken", idTokenClaims.stream().map(name -> Map.of("name", name)).toList()));
    }
    applications.add(clientId, properties);
  }

  /** Registers another application in the tenant, with these app roles. */
  public void register(String clientId, String... roles) {
    synchronization.register(clientId, List.of(roles));
  }

  /** Assigns a group to the enterprise application, so that the job carries it to AWS. */
  public void assign(String group) {
    directory.assign(group, Directory.Assignment.USER);
  }

  /** Assigns a group in the role Default Access, which is not provisioned. */
  public void assignInDefaultAccess(String group) {
    directory.assign(group, Directory.Assignment.DEFAULT_ACCESS);
  }

  /** Takes a group from the enterprise application, so that the job no longer carries it. */
  public void unassign(String group) {
    directory.unassign(group);
  }

  /**
   * Changes properties of a user, named as in Graph; those without a value are removed, such as a
   * {@code surname}.
   */
  public void changeUser(String user, Map<String, @Nullable Object> properties) {
    directory.change(Kind.USER, user, properties);
  }

  /** Changes properties of a group, as {@link #changeUser}: such as {@code isAssignableToRole}. */
  public void changeGroup(String group, Map<String, @Nullable Object> properties) {
    directory.change(Kind.GROUP, group, properties);
  }

  /** Marks everything as sent to AWS already, as after a cycle. */
  public void inStep() {
    export.load();
  }

  /** Deletes a user with all memberships. */
  public void deleteUser(String user) {
    tick();
    directory.delete(directory.find(Kind.USER, user).id(), Writer.HAND);
  }

  /** Deletes a group with all memberships; for 30 days it can be restored. */
  public void deleteGroup(String group) {
    tick();
    directory.delete(directory.find(Kind.GROUP, group).id(), Writer.HAND);
  }

  /** Brings back a deleted group under its id, with those of its members who are still there. */
  public void restoreGroup(String group) {
    directory.restore(group);
  }

  /** Every change of a direct membership since the last reset, oldest first; none of the seed. */
  public List<MembershipChange> changes() {
    return directory.changes();
  }

  /**
   * From now on Graph shows memberships as they were this long ago, and no user or group that is
   * newer.
   */
  public void readLag(Duration lag) {
    readLag(lag, ALWAYS);
  }

  /** As {@link #readLag(Duration)}, until members have been read this many times. */
  public void readLag(Duration lag, int times) {
    directory.replica().reads(lag, times);
  }

  /**
   * From now on, Graph's writes of memberships reach a replica that is this far behind. It answers
   * 404 to the removal of a member that it does not know yet, and to an add if it does not know the
   * group or the person yet.
   */
  public void writeLag(Duration lag) {
    directory.replica().writes(lag);
  }

  /** Answers the next adds through Graph with 404 for the group, although it exists. */
  public void missGroup(int times) {
    directory.replica().miss(Missing.GROUP, times);
  }

  /** Answers the next adds through Graph with 404 for the person, although they exist. */
  public void missPerson(int times) {
    directory.replica().miss(Missing.PERSON, times);
  }

  /** Answers the next removals through Graph with 404, and the member stays. */
  public void missMembership(int times) {
    directory.replica().miss(Missing.MEMBERSHIP, times);
  }

  /**
   * Makes AWS delete a user, and the job create it again, as after a conflict: the same name and
   * memberships under another id.
   */
  public void recreateUser(String user) {
    export.recreateUser(directory.find(Kind.USER, user).id());
  }

  /**
   * Gives the user name that a person should have in AWS to the user of another object, which is
   * gone from Entra. The next cycle makes that user the person's.
   */
  public void recycleName(String user, String formerObjectId) {
    export.recycleName(directory.find(Kind.USER, user).id(), formerObjectId);
  }

  /**
   * Each write of a membership through Graph takes a token from a bucket of this capacity, which
   * refills evenly within {@code per}, and is refused when there is none; 0 is no limit.
   */
  public void writeQuota(int capacity, Duration per) {
    writeQuota.of(capacity, per);
  }

  /** From now on provisioning on demand sees memberships as they were this long ago. */
  public void onDemandReadLag(Duration lag) {
    onDemand.readLag(lag);
  }

  /**
   * Whether provisioning on demand answers Success to removals and leaves them to the next cycle.
   * On by default, because Microsoft does not say that it carries them.
   */
  public void onDemandIgnoresRemovals(boolean ignored) {
    onDemand.ignoresRemovals(ignored);
  }

  /**
   * Whether provisioning on demand answers Skipped, RedundantExport when Entra believes that AWS is
   * already in that state, without checking AWS.
   */
  public void onDemandBelievesItself(boolean believes) {
    onDemand.believesItself(believes);
  }

  /** Provisioning on demand answers Success, Skipped or Failure, and does nothing. */
  public void onDemandAnswers(String result, int times) {
    traffic.fault("POST */provisionOnDemand", times, _ -> OnDemandProvisioning.answer(result));
  }

  Directory directory() {
    return directory;
  }

  /** Resets it to the seed, with every switch off. AWS must be reset first. */
  public void reset() {
    traffic.reset();
    tokens.reset();
    onDemand.reset();
    writeQuota.of(0, Duration.ZERO);
    directory.load(seed);
    synchronization.reset();
    roles.reset();
    applications.reset();
    job.reset();
  }

  @Override
  protected RuntimeException throttled(Duration retryAfter) {
    return GraphError.throttled(retryAfter);
  }

  @Override
  protected RuntimeException failed(int status) {
    return GraphError.of(status);
  }

  @Override
  protected RuntimeException credentialsRefused() {
    return GraphError.tokenRefused();
  }
}
