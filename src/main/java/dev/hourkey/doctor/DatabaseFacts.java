package dev.hourkey.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The database as the role of the running program sees it.
 *
 * @param database its name
 * @param version the major version of PostgreSQL
 * @param ahead how far the database's clock is ahead of this machine's
 * @param readOnly whether it refuses writes
 * @param encoding the encoding of the database
 * @param connections how many connections it lets this role open
 * @param tables empty if there are none
 */
public record DatabaseFacts(
    String role,
    String database,
    int version,
    Duration ahead,
    boolean readOnly,
    String encoding,
    int connections,
    Optional<Tables> tables) {
  /**
   * The tables.
   *
   * @param version the newest schema version that was applied
   * @param brokenMigrations the migrations that failed
   * @param replicas the replicas that have been seen recently
   * @param foreign which settings belong to another environment, in sentences
   * @param owned whether the role owns the tables and could therefore lift the trail's protection
   * @param changingTrail the rights with which the role could change the trail, by table, like
   *     {@code DELETE, UPDATE on audit_event}
   * @param withoutRights the tables on which the role lacks a right that it needs
   * @param appends whether the role may append to the audit trail
   * @param trailSchemaChanges what somebody changed in the schema that guards the trail, in words
   */
  public record Tables(
      String version,
      List<String> brokenMigrations,
      ReplicaFacts replicas,
      List<String> foreign,
      boolean owned,
      List<String> changingTrail,
      List<String> withoutRights,
      boolean appends,
      List<String> trailSchemaChanges) {}
}
