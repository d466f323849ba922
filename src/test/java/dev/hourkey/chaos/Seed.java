package dev.hourkey.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Writes active grants into the tables, with everything that Hourkey would have written for them.
 */
final class Seed {
  /** The audit trail's head has a version for every entry of a transaction: keep those short. */
  private static final int AT_ONCE = 250;

  private static final String PEOPLE =
      """
      insert into person (id, team_id, chat_id, name, principal_name, linked_at)
        select id, 'T0HOURKEY', 'U' || id, id, id || '@example.com', now()
        from unnest(?::text[]) id""";

  private static final String CHOSEN =
      """
      create temporary table chosen on commit drop as
        select holder, overlay(holder placing '99999999' from 1) as aws_user_id,
          ?::text as entitlement, ?::timestamptz as ends_at,
          gen_random_uuid() as request, gen_random_uuid() as id
        from unnest(?::text[]) holder join person on person.id = holder""";

  private static final List<String> GRANTS =
      List.of(
          """
          insert into access_request (id, requester, entitlement, entitlement_name, group_id,
              group_name, opens, high_risk, duration_seconds, justification,
              requested_at, expires_at, remind_after_seconds, phase, decided_at)
            select request, holder, entitlement, 'Production, read only',
              '22222222-0000-4000-8000-000000000004', 'aws-prod-readonly', '{"targets":[],"complete":false}', false, 3600, 'INC-42: disk full', now(),
              now() + interval '4 hours', '{}', 'APPROVED', now()
            from chosen""",
          """
          insert into access_grant (id, request, holder, aws_user_id, entitlement,
              entitlement_name, group_id, group_name, opens,
              duration_seconds, warn_before_seconds, opened_at, deadline, phase, added_at,
              live_since, ends_at, warned_at, due_at, next_check_at)
            select id, request, holder, aws_user_id, entitlement, 'Production, read only',
              '22222222-0000-4000-8000-000000000004', 'aws-prod-readonly', '{"targets":[],"complete":false}', 3600, 600, ends_at - interval '61 minutes',
              ends_at + interval '90 minutes', 'LIVE', ends_at - interval '60 minutes',
              ends_at - interval '60 minutes', ends_at, ends_at - interval '10 minutes', ends_at,
              ends_at
            from chosen""",
          """
          insert into membership (group_id, person_id, managed_since)
            select '22222222-0000-4000-8000-000000000004', holder, ends_at - interval '60 minutes'
            from chosen on conflict do nothing""",
          """
          select audit_append(jsonb_build_object('type', type, 'subject', id, 'holder', holder,
              'at', now(), 'v', 1)::text)
            from chosen, unnest('{grant_opened,member_added,grant_active}'::text[]) type""");

  private final Connection database;

  Seed(Connection database) {
    this.database = database;
  }

  void people(List<String> ids) throws SQLException {
    try (var sql = database.prepareStatement(PEOPLE)) {
      sql.setArray(1, texts(ids));
      sql.execute();
    }
  }

  /** Active grants of one entitlement with the same end, one for each person. */
  void live(String entitlement, List<String> holders, Instant until) throws SQLException {
    database.setAutoCommit(false);
    for (int i = 0; i < holders.size(); i += AT_ONCE) {
      List<String> some = holders.subList(i, Math.min(i + AT_ONCE, holders.size()));
      try (var chosen = database.prepareStatement(CHOSEN);
          var grants = database.createStatement()) {
        chosen.setString(1, entitlement);
        chosen.setObject(2, until.atOffset(ZoneOffset.UTC));
        chosen.setArray(3, texts(some));
        chosen.execute();
        for (String sql : GRANTS) {
          grants.execute(sql);
        }
      }
      database.commit();
    }
    database.setAutoCommit(true);
  }

  private java.sql.Array texts(List<String> texts) throws SQLException {
    return database.createArrayOf("text", texts.toArray());
  }
}
