#!/usr/bin/perl
# Writes yescrypt.json by libxcrypt: perl tests/vectors/functions/generate_yescrypt.pl
# The three functions that its texts come of: yescrypt ($y$), classic scrypt ($7$) and gost-yescrypt ($gy$).
use strict;
use warnings;
use Digest::SHA 'sha256';
use File::Basename 'dirname';

my $digits = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

# Bytes that are the same at every run, without a NUL.
sub bytes {
    my ($name, $length) = @_;
    my ($bytes, $number) = ('', 0);
    $bytes .= sha256("$name " . $number++) =~ s/\0//gr while length $bytes < $length;
    return substr $bytes, 0, $length;
}

# The lowest bits first.
sub to_digits {
    my ($text, $value, $bits) = ('', 0, 0);
    for my $byte (unpack 'C*', shift) {
        $value |= $byte << $bits;
        $bits += 8;
        while ($bits >= 6) { $text .= substr $digits, $value & 63, 1; $value >>= 6; $bits -= 6; }
    }
    $text .= substr $digits, $value, 1 if $bits;
    return $text;
}

sub of_digits {
    my ($bytes, $value, $bits) = ('', 0, 0);
    for my $digit (split //, shift) {
        $value |= index($digits, $digit) << $bits;
        $bits += 6;
        if ($bits >= 8) { $bytes .= chr($value & 255); $value >>= 8; $bits -= 8; }
    }
    return $bytes;
}

# A number as yescrypt's parameters are written: the first digit says how many follow.
sub number {
    my ($value, $least) = @_;
    my ($start, $end, $bits) = (0, 47, 0);
    $value -= $least;
    while ((my $count = ($end + 1 - $start) << $bits) <= $value) {
        $value -= $count;
        $start = $end + 1;
        $end = $start + int((62 - $end) / 2);
        $bits += 6;
    }
    my $text = substr $digits, $start + ($value >> $bits), 1;
    while ($bits) { $bits -= 6; $text .= substr $digits, ($value >> $bits) & 63, 1; }
    return $text;
}

# A number of 30 bits in five digits, as in $7$.
sub five {
    my $value = shift;
    return join '', map { substr $digits, ($value >> 6 * $_) & 63, 1 } 0 .. 4;
}

my @vectors;

sub add {
    my ($mark, $password, $salt, $flags, $log, $r, $lanes, $time) = @_;
    my ($typed, $salted) = (bytes('password', $password), bytes('salt', $salt));
    my $setting;
    if ($mark eq '7') {
        $salted = to_digits($salted);
        $setting = '$7$' . (substr $digits, $log, 1) . five($r) . five($lanes) . $salted;
    } else {
        my $have = ($lanes != 1) | ($time != 0) << 1;
        $setting = "\$$mark\$" . number($flags, 0) . number($log, 1) . number($r, 1);
        $setting .= number($have, 1) if $have;
        $setting .= number($lanes, 2) if $lanes != 1;
        $setting .= number($time, 1) if $time;
        $setting .= '$' . to_digits($salted);
    }
    my $text = crypt $typed, $setting;
    if (!defined $text || $text !~ /^\Q$setting\E\$([^\$]{43})$/) { print "refused: $setting\n"; return; }
    push @vectors, sprintf '{"mark": "%s", "setting": "%s", "password": "%s", "salt": "%s", "flags": %d, "n": %d, "r": %d, "lanes": %d, '
        . '"time": %d, "output": "%s"}', $mark, $setting, unpack('H*', $typed), unpack('H*', $salted), $flags, 1 << $log, $r, $lanes,
        $time, unpack 'H*', of_digits($1);
}

for my $length (0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 55, 56, 63, 64, 65, 127, 128, 255) {
    add('y', $length, 16, 47, 4, 2, 1, 0);
    add('y', 13, $length, 47, 4, 2, 1, 0) if $length <= 64;
    add('gy', $length, 16, 47, 4, 2, 1, 0);
    add('7', $length, 16, 0, 4, 2, 1, 0);
    add('7', 13, $length, 0, 4, 2, 1, 0) if $length <= 64;
}
for my $flags (0, 1, 47) {
    for my $numbers ([2, 1, 1], [5, 8, 1], [6, 3, 2], [7, 1, 5], [10, 32, 1], [11, 8, 3]) {
        add('y', 13, 16, $flags, @$numbers, $_) for 0 .. 3;
    }
}
# What is large enough is computed of a part of it before.
add('y', 13, 16, 47, 12, 32, 1, 0);
add('y', 13, 16, 47, 13, 32, 2, 1);
add('gy', 13, 16, 47, 12, 32, 1, 0);
add('7', 13, 16, 0, 10, 8, 3, 0);

open my $file, '>', dirname(__FILE__) . '/yescrypt.json' or die;
print $file "[\n", join(",\n", @vectors), "\n]\n";
print scalar @vectors, "\n";
