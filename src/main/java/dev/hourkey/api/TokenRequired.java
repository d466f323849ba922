package dev.hourkey.api;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks resources that only callers with a token may use. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface TokenRequired {
  /** The caller needs one of these. */
  ApiRole[] value() default ApiRole.READ;
}
