package dev.hourkey.sandbox.entra;

import dev.hourkey.sandbox.http.Request;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A user or a group of Entra, with properties as Graph names them. */
record DirectoryObject(Kind kind, Map<String, Object> properties) {
  /** Without {@code $select}, Graph returns only these properties of a user. */
  private static final List<String> DEFAULT_FOR_USERS =
      List.of(
          "businessPhones",
          "displayName",
          "givenName",
          "id",
          "jobTitle",
          "mail",
          "mobilePhone",
          "officeLocation",
          "preferredLanguage",
          "surname",
          "userPrincipalName");

  public enum Kind {
    USER("user"),
    GROUP("group"),
    SERVICE_PRINCIPAL("servicePrincipal"),
    APPLICATION("application");

    private final String odata;

    Kind(String odata) {
      this.odata = odata;
    }
  }

  String id() {
    return Objects.requireNonNull(text("id"));
  }

  @Nullable String text(String property) {
    return properties.get(property) instanceof String text ? text : null;
  }

  boolean is(String property) {
    return Boolean.TRUE.equals(properties.get(property));
  }

  /** Whether the property, or one of its values, is this; Entra ignores case. */
  boolean has(String property, String value) {
    return values(property).stream().anyMatch(value::equalsIgnoreCase);
  }

  /** The property's values; it may have none, one or several. */
  Collection<String> values(String property) {
    return switch (properties.get(property)) {
      case String text -> List.of(text);
      case Collection<?> all -> all.stream().map(String::valueOf).toList();
      case null, default -> List.of();
    };
  }

  /** The same with its type, as in lists that mix kinds. */
  Map<String, @Nullable Object> typed(Request request) {
    Map<String, @Nullable Object> typed = new LinkedHashMap<>();
    typed.put("@odata.type", "#microsoft.graph." + kind.odata);
    typed.putAll(selected(request));
    return typed;
  }

  /** The properties of {@code $select}, or those that come without it. */
  Map<String, @Nullable Object> selected(Request request) {
    String select = request.query().get("$select");
    Collection<String> names =
        select != null
            ? List.of(select.split(","))
            : kind == Kind.USER ? DEFAULT_FOR_USERS : properties.keySet();
    Map<String, @Nullable Object> selected = new LinkedHashMap<>();
    names.forEach(name -> selected.put(name.strip(), properties.get(name.strip())));
    return selected;
  }
}
