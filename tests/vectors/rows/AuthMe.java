import fr.xephi.authme.security.crypts.*;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Scanner;

/** Reads lines of a method's name and, in hexadecimal, a password, a salt and a user; and writes AuthMe's text for each. */
class AuthMe {
    static EncryptionMethod method(String name) {
        return switch (name) {
            case "CmwCrypt" -> new CmwCrypt();
            case "DoubleSha512" -> new DoubleSha512();
            case "Ipb3" -> new Ipb3();
            case "Joomla" -> new Joomla();
            case "Md5vB" -> new Md5vB();
            case "MyBB" -> new MyBB();
            case "PhpFusion" -> new PhpFusion();
            case "RoyalAuth" -> new RoyalAuth();
            case "SaltedSha256" -> new SaltedSha256();
            case "SaltedSha512" -> new SaltedSha512();
            case "Sha256" -> new Sha256();
            case "Smf" -> new Smf();
            case "Wbb3" -> new Wbb3();
            default -> throw new IllegalArgumentException(name);
        };
    }

    static String text(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) {
        Scanner lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            String[] line = lines.nextLine().split(" ", -1);
            String stored = method(line[0]).computeHash(text(line[1]), text(line[2]), text(line[3]));
            System.out.println(HexFormat.of().formatHex(stored.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
