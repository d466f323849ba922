package dev.hourkey.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Stores the owners of ids in the database, so that all replicas and later versions know them. */
@ApplicationScoped
class EntitlementIdTable implements EntitlementIds {
  private static final String ALL = "select id, group_id, template from entitlement_id";

  private static final String PUT =
      """
      insert into entitlement_id (id, group_id, template) values (?, ?, ?)
      on conflict (id) do update set group_id = excluded.group_id, template = excluded.template
      where entitlement_id.group_id = ? and entitlement_id.template is not distinct from ?
      """;

  private final DataSource database;

  EntitlementIdTable(DataSource database) {
    this.database = database;
  }

  @Override
  public Map<String, Owner> owners() {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(ALL);
        var found = sql.executeQuery()) {
      Map<String, Owner> owners = new HashMap<>();
      while (found.next()) {
        owners.put(
            found.getString(1),
            new Owner(found.getString(2), Optional.ofNullable(found.getString(3))));
      }
      return owners;
    } catch (SQLException e) {
      throw new IllegalStateException("read which groups the entitlements' ids belong to", e);
    }
  }

  @Override
  public void put(Map<String, Owner> owners, Map<String, Owner> known) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(PUT)) {
      for (var one : owners.entrySet()) {
        sql.setString(1, one.getKey());
        sql.setString(2, one.getValue().groupId());
        sql.setString(3, one.getValue().template().orElse(null));
        Optional<Owner> before = Optional.ofNullable(known.get(one.getKey()));
        sql.setString(4, before.map(Owner::groupId).orElse(null)); // Null is equal to nothing.
        sql.setString(5, before.flatMap(Owner::template).orElse(null));
        sql.addBatch();
      }
      sql.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException("store which groups the entitlements' ids belong to", e);
    }
  }
}
