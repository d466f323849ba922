package dev.hourkey.api;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Only whoever brings the token gets in. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface TokenRequired {}
