package dev.hourkey.chaos;

import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What the audit trail says about a storm. */
record RecordedEvents(Storm storm) {
  private static final String REMOVED =
      "grant_opened member_added grant_active grant_ending member_removed grant_ended";
  private static final String KEPT =
      "grant_opened member_added grant_active grant_ending member_kept grant_ended";

  private static final String EVENTS_OF_GRANTS =
      """
      select id, holder, (
          select string_agg(type, ' ' order by seq) from audit_event
          where subject = id::text and type in ('grant_opened', 'member_added', 'grant_active',
            'grant_ending', 'member_removed', 'member_kept', 'grant_ended'))
        from access_grant where ends_at = ?\
      """;

  private static final String BROKEN =
      """
      select count(*) from (
          select seq, payload, prev_hash, hash,
            lag(seq, 1, 0::bigint) over (order by seq) as before,
            lag(hash, 1, ''::bytea) over (order by seq) as expected
          from audit_event) link
        where seq <> before + 1 or prev_hash <> expected
          or hash <> sha256(prev_hash || int8send(seq) || convert_to(payload, 'UTF8'))\
      """;

  private static final String HEAD =
      """
      select count(*) from audit_head where not exists (
          select 1 from audit_event where audit_event.seq = audit_head.seq
            and audit_event.hash = audit_head.hash)
        or exists (select 1 from audit_event where audit_event.seq > audit_head.seq)\
      """;

  /** Ended grants whose audit events are not exactly these, each once, in order. */
  List<String> gaps() throws SQLException {
    List<String> gaps = new ArrayList<>();
    try (var database = storm.cluster().postgres().connect();
        var sql = database.prepareStatement(EVENTS_OF_GRANTS)) {
      sql.setObject(1, storm.endsAt().atOffset(ZoneOffset.UTC));
      var grants = sql.executeQuery();
      while (grants.next()) {
        String events = grants.getString(3);
        String expected = storm.going().contains(grants.getString(2)) ? KEPT : REMOVED;
        if (!expected.equals(events)) {
          gaps.add(grants.getString(1) + ": " + events);
        }
      }
    }
    return gaps;
  }

  /** How many entries do not follow from the one before; the head must be the last. */
  int brokenLinks() throws SQLException {
    try (var database = storm.cluster().postgres().connect();
        var sql = database.createStatement()) {
      int broken = 0;
      for (String query : List.of(BROKEN, HEAD)) {
        var count = sql.executeQuery(query);
        count.next();
        broken += count.getInt(1);
      }
      return broken;
    }
  }
}
