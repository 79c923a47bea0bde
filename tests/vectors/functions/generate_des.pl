#!/usr/bin/perl
# Writes des.json: traditional and BSDi crypt(3) by libxcrypt. Digests are the eight bytes of the block, in
# hexadecimal. Run as: perl generate_des.pl > des.json
use strict;
use warnings;

srand(20261124);
my $digits = join '', '.', '/', 0 .. 9, 'A' .. 'Z', 'a' .. 'z';
my @lengths = (0 .. 9, 15, 16, 17, 24, 31, 55, 56, 63, 64, 65, 127, 128, 255);

sub digits { join '', map { substr $digits, int rand 64, 1 } 1 .. shift }

# A NUL would end the password.
sub bytes { my ($len, $most) = @_; join '', map { chr 1 + int rand $most } 1 .. $len }

# The bytes of a text of eleven digits, the highest bits first.
sub block {
    my $bits = join '', map { sprintf '%06b', index $digits, $_ } split //, shift;
    die 'spare bits' if substr($bits, 64) ne '00';
    unpack 'H*', pack 'B64', $bits;
}

# The salt's value in the digits of BSDi's texts, the lowest bits first.
sub number { my $n = shift; join '', map { substr $digits, $n >> 6 * $_ & 63, 1 } 0 .. 3 }

my @cases;
sub add {
    my ($function, $password, $salt, $rounds, $setting) = @_;
    my $hash = crypt $password, $setting;
    die "$setting: $hash" if length $hash != length($setting) + 11 || $hash =~ /^\*/;
    push @cases, sprintf '{"function": "%s", "password": "%s", "salt": "%s", "number": %d, "digest": "%s"}',
        $function, unpack('H*', $password), $salt, $rounds, block(substr $hash, length $setting);
}

for my $length (@lengths) {
    for my $most (126, 255) {
        my $salt = digits(2);
        add('des_crypt', bytes($length, $most), $salt, 0, $salt);
        $salt = digits(4);
        my $rounds = 1 + 2 * int rand 50;
        add('bsdi_crypt', bytes($length, $most), $salt, $rounds, '_' . number($rounds) . $salt);
    }
}
# Each bit of the salt alone, and none and all of them.
for my $bits (0, 0xffffff, map { 1 << $_ } 0 .. 23) {
    my $salt = number($bits);
    add('bsdi_crypt', 'correct', $salt, 1, '_' . number(1) . $salt);
    my $short = substr $salt, 0, 2;
    add('des_crypt', 'correct', $short, 0, $short);
}
# Each bit of the key alone.
for my $place (0 .. 7) {
    for my $bit (0 .. 7) {
        my $password = 'A' x $place . chr(65 ^ 1 << $bit) . 'A' x (7 - $place);
        add('des_crypt', $password, 'ab', 0, 'ab');
    }
}
print "[\n", join(",\n", @cases), "\n]\n";
