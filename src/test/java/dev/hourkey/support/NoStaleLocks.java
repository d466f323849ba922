package dev.hourkey.support;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import java.util.regex.Pattern;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/**
 * Fails a transaction that locks a row which it has read before. Hibernate then keeps the columns
 * that it read before the lock, and the next update writes all of them back. All that Hibernate
 * selects for such a lock is the key.
 */
@PersistenceUnitExtension
public class NoStaleLocks implements StatementInspector {
  private static final long serialVersionUID = 1;
  private static final Pattern ONLY_THE_KEY =
      Pattern.compile(
          "select \\w+\\.\\w+(,\\w+\\.person_id)? from \\w+ \\w+ where [^,]* for (no key )?update.*");

  @Override
  public String inspect(String sql) {
    if (ONLY_THE_KEY.matcher(sql).matches()) {
      throw new AssertionError("This transaction has read the row before it locks it: " + sql);
    }
    return sql;
  }
}
