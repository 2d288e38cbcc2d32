package dev.weir.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What there is to know about one setting. Its key is {@code section.component-name}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
  /** How the text is read, and which Java type comes of it. */
  Kind kind();

  /** The default, as a user would write it. */
  String value();

  /** Smallest value of a count, size or duration, as a user would write it. */
  String min() default "";

  /** Largest value, likewise. */
  String max() default "";

  /** One line for the table of settings. */
  String meaning();

  /** Never printed: neither by check-config nor in an error. */
  boolean secret() default false;
}
