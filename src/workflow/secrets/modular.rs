//! Powers within an odd modulus (Montgomery multiplication; Koç, Acar, Kaliski: CIOS).
//!
//! Numbers are limbs of 32 bits, the lowest first, as many as the modulus has. What is done does not depend on the exponent's
//! bits, so that the time tells nothing of them.

/// The limbs of a number that is written from its highest byte.
pub(super) fn limbs_of(bytes: &[u8]) -> Vec<u32> {
    let limb = |bytes: &[u8]| bytes.iter().fold(0, |limb, byte| limb << 8 | u32::from(*byte));
    bytes.rchunks(4).map(limb).collect()
}

/// The bytes of a number from its highest, four for each limb.
pub(super) fn bytes_of(limbs: &[u32]) -> Vec<u8> {
    limbs.iter().rev().flat_map(|limb| limb.to_be_bytes()).collect()
}

/// An odd modulus.
pub(super) struct Modulus {
    limbs: Vec<u32>,
    /// What makes the lowest limb of a product zero: −1 divided by the modulus, in the lowest limb.
    inverse: u32,
}

impl Modulus {
    /// None if it is even.
    pub(super) fn new(limbs: Vec<u32>) -> Option<Self> {
        let low = *limbs.first().filter(|low| **low & 1 == 1)?;
        // Newton: each step doubles the bits that are right, of which the first guess has three.
        let inverse = (0..4).fold(low, |x, _: u32| x.wrapping_mul(2_u32.wrapping_sub(low.wrapping_mul(x))));
        Some(Self { limbs, inverse: inverse.wrapping_neg() })
    }

    /// The power of a base that is below the modulus; the exponent is written from its highest byte.
    pub(super) fn power(&self, base: &[u32], exponent: &[u8]) -> Vec<u32> {
        let (one, squared) = self.radix();
        let mut base = base.to_vec();
        base.resize(self.limbs.len(), 0);
        let base = self.product(&base, &squared);
        let mut power = one;
        for bit in exponent.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)) {
            power = self.product(&power, &power);
            let with = self.product(&power, &base);
            power = select(bit == 1, &with, &power);
        }
        let mut plain = vec![0; self.limbs.len()];
        plain.iter_mut().take(1).for_each(|low| *low = 1);
        self.product(&power, &plain)
    }

    /// The radix, and its square, within the modulus: by doubling one.
    fn radix(&self) -> (Vec<u32>, Vec<u32>) {
        let bits = self.limbs.len() * 32;
        let mut number = vec![0; self.limbs.len()];
        number.iter_mut().take(1).for_each(|low| *low = 1);
        number = self.reduced(&number, 0);
        (0..bits).for_each(|_| number = self.doubled(&number));
        let radix = number.clone();
        (0..bits).for_each(|_| number = self.doubled(&number));
        (radix, number)
    }

    fn doubled(&self, number: &[u32]) -> Vec<u32> {
        let mut carry = 0;
        let twice = |limb: &u32| {
            let doubled = limb << 1 | carry;
            carry = limb >> 31;
            doubled
        };
        let doubled: Vec<_> = number.iter().map(twice).collect();
        self.reduced(&doubled, carry)
    }

    /// A number that is less than twice the modulus, with a limb above its others, within the modulus.
    fn reduced(&self, number: &[u32], above: u32) -> Vec<u32> {
        let mut borrow = 0;
        let minus = |(limb, of): (&u32, &u32)| {
            let difference = i64::from(*limb) - i64::from(*of) + borrow;
            borrow = difference >> 32;
            difference as u32
        };
        let difference: Vec<_> = number.iter().zip(&self.limbs).map(minus).collect();
        select(i64::from(above) + borrow >= 0, &difference, number)
    }

    /// The product of two numbers, divided by the radix.
    fn product(&self, one: &[u32], other: &[u32]) -> Vec<u32> {
        let mut sum = vec![0; self.limbs.len()];
        let mut above = 0;
        for limb in one {
            let carry = add(&mut sum, other, *limb);
            let high = u64::from(above) + u64::from(carry);
            let low = sum.first().copied().unwrap_or_default();
            let carry = add(&mut sum, &self.limbs, low.wrapping_mul(self.inverse));
            let high = high + u64::from(carry);
            sum.rotate_left(1);
            sum.iter_mut().rev().take(1).for_each(|last| *last = high as u32);
            above = (high >> 32) as u32;
        }
        self.reduced(&sum, above)
    }
}

/// Adds a multiple of a number. Out: what is carried above.
fn add(sum: &mut [u32], number: &[u32], times: u32) -> u32 {
    let mut carry = 0;
    for (limb, of) in sum.iter_mut().zip(number) {
        let wide = u64::from(*limb) + u64::from(*of) * u64::from(times) + carry;
        *limb = wide as u32;
        carry = wide >> 32;
    }
    carry as u32
}

/// One of two numbers, by the same steps for either.
fn select(first: bool, one: &[u32], other: &[u32]) -> Vec<u32> {
    let mask = u32::from(first).wrapping_neg();
    one.iter().zip(other).map(|(one, other)| one & mask | other & !mask).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The power by plain arithmetic.
    fn plain(base: u64, exponent: u32, modulus: u64) -> u64 {
        let of = |number: u64| u128::from(number);
        let step = |power: u64, bit: u32| {
            let squared = of(power) * of(power) % of(modulus);
            let times = if exponent >> bit & 1 == 1 { of(base) } else { 1 };
            u64::try_from(squared * times % of(modulus)).unwrap_or_default()
        };
        (0..32).rev().fold(1 % modulus, step)
    }

    #[test]
    fn powers_are_those_of_plain_arithmetic() {
        let mut number: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut next = || {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            number
        };
        let edges = [1, 3, 0xffff_ffff, u64::MAX, 0x8000_0000_0000_0001, 0x1_0000_0001];
        for modulus in edges.into_iter().chain((0..500).map(|_| next() | 1)).collect::<Vec<_>>() {
            for base in [0, 1, modulus - 1, next() % modulus] {
                let exponent = next() as u32;
                let of = Modulus::new(limbs_of(&modulus.to_be_bytes()));
                let power =
                    of.map(|of| bytes_of(&of.power(&limbs_of(&base.to_be_bytes()), &exponent.to_be_bytes())));
                let expect = plain(base, exponent, modulus).to_be_bytes().to_vec();
                assert_eq!(power, Some(expect), "{base}^{exponent} mod {modulus}");
            }
        }
        assert!(Modulus::new(vec![2, 1]).is_none() && Modulus::new(Vec::new()).is_none());
    }
}
