import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Scanner;
import org.springframework.security.crypto.password.*;
import org.springframework.security.crypto.scrypt.SCryptPasswordEncoder;

/**
 * Reads lines of an encoder's name and, in hexadecimal, a password, a salt and a user, which Spring Security draws or
 * knows itself, and a secret; and writes its text for each.
 */
@SuppressWarnings("deprecation")
class Spring {
    static PasswordEncoder encoder(String name, String secret) {
        LdapShaPasswordEncoder ldap = new LdapShaPasswordEncoder();
        ldap.setForceLowerCasePrefix(name.equals("ldap-lower"));
        return switch (name) {
            case "MD4" -> new Md4PasswordEncoder();
            case "MD5", "SHA-1", "SHA-256" -> new MessageDigestPasswordEncoder(name);
            case "sha256" -> new StandardPasswordEncoder(secret);
            case "noop" -> NoOpPasswordEncoder.getInstance();
            case "pbkdf2" -> new Pbkdf2PasswordEncoder(secret, 8, 185000, 256);
            case "pbkdf2@SpringSecurity_v5_8" -> new Pbkdf2PasswordEncoder(
                secret, 16, 310000, Pbkdf2PasswordEncoder.SecretKeyFactoryAlgorithm.PBKDF2WithHmacSHA256);
            // As they are by themselves, but for the cost.
            case "scrypt", "scrypt-bare" -> new SCryptPasswordEncoder(16, 8, 1, 32, 64);
            case "scrypt@SpringSecurity_v5_8" -> new SCryptPasswordEncoder(16, 8, 2, 32, 16);
            default -> ldap;
        };
    }

    static String text(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) {
        Scanner lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            String[] line = lines.nextLine().split(" ", -1);
            String encoded = encoder(line[0], text(line[4])).encode(text(line[1]));
            String tag = line[0].endsWith("-bare") ? "" : "{" + line[0].split("-lower")[0] + "}";
            String text = tag + encoded;
            System.out.println(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
