//! The colours of the window: the only place with literal colours. There is one set for each theme, and one of
//! strong contrast for each. Warm colours ask for attention, cool colours say what kind something is, grey is
//! ordinary. No meaning is carried by colour alone: icons, hatches, shapes and words stand beside it.

use egui::{Color32, Visuals};

/// Every colour of one theme.
#[derive(Debug, PartialEq)]
pub struct Tokens {
    /// Light text on dark.
    pub is_dark: bool,
    /// Frames stand in the place of levels of grey.
    pub is_strong: bool,
    /// Tables and plots lie on it.
    pub ground: Color32,
    /// Bars, side bar, facts.
    pub panel: Color32,
    /// Groups what belongs together.
    pub card: Color32,
    /// Chips, buttons, menus.
    pub raised: Color32,
    /// A button that is pressed, an entry that is chosen.
    pub pressed: Color32,
    /// A row under the pointer.
    pub hovered: Color32,
    /// Hairlines below rows.
    pub line: Color32,
    /// Frames of inputs, the line below a header.
    pub strong_line: Color32,
    /// The empty part of a bar or lane.
    pub lane: Color32,
    /// Names and values.
    pub text: Color32,
    /// Labels and secondary columns.
    pub second: Color32,
    /// Headers and axes: the weakest that may carry meaning.
    pub third: Color32,
    /// Zeros, and what is switched off.
    pub faint: Color32,
    /// Focus, links, cursor, brush: a state, never data.
    pub accent: Color32,
    /// The one primary button of a page.
    pub accent_fill: Color32,
    /// Text on it.
    pub on_accent: Color32,
    /// Selected rows.
    pub selection: Color32,
    /// *Look first*.
    pub look_first: Color32,
    /// Behind a word in that colour.
    pub look_first_ground: Color32,
    /// *Worth a look*.
    pub worth_a_look: Color32,
    /// Behind a word in that colour.
    pub worth_a_look_ground: Color32,
    /// *Note*.
    pub note: Color32,
    /// A session that gave access.
    pub came_in: Color32,
    /// An attempt that failed or was refused.
    pub failed: Color32,
    /// The families of kinds: screen, remote desktop, remote shell, network, VPN and gateway, machine.
    pub families: [Color32; 6],
    /// Text inside the bar of a session.
    pub on_bar: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

const WHITE: Color32 = Color32::WHITE;
const BLACK: Color32 = Color32::BLACK;

/// Dark.
pub const DARK: Tokens = Tokens {
    is_dark: true,
    is_strong: false,
    ground: rgb(0x0E_11_16),
    panel: rgb(0x13_17_1D),
    card: rgb(0x19_1E_26),
    raised: rgb(0x21_28_33),
    pressed: rgb(0x2B_34_41),
    hovered: rgb(0x1D_23_2D),
    line: rgb(0x25_2C_37),
    strong_line: rgb(0x3A_44_53),
    lane: rgb(0x0E_11_16),
    text: rgb(0xE9_ED_F3),
    second: rgb(0xB6_BF_CC),
    third: rgb(0x8D_98_A8),
    faint: rgb(0x7C_87_98),
    accent: rgb(0x8F_A2_FF),
    accent_fill: rgb(0x4C_62_D9),
    on_accent: WHITE,
    selection: rgb(0x22_2C_4E),
    look_first: rgb(0xFA_6B_45),
    look_first_ground: rgb(0x35_1C_19),
    worth_a_look: rgb(0xFB_C5_37),
    worth_a_look_ground: rgb(0x31_28_13),
    note: rgb(0x9F_B4_CE),
    came_in: rgb(0xA9_B7_C9),
    failed: rgb(0xD3_76_76),
    families: [
        rgb(0x5F_D6_A6),
        rgb(0x3F_8E_D4),
        rgb(0xC9_AF_FF),
        rgb(0x94_A2_B0),
        rgb(0xC0_F1_F5),
        rgb(0x67_6D_78),
    ],
    on_bar: rgb(0x0B_10_17),
};

/// Light.
pub const LIGHT: Tokens = Tokens {
    is_dark: false,
    is_strong: false,
    ground: WHITE,
    panel: rgb(0xF4_F6_F8),
    card: WHITE,
    raised: rgb(0xE9_EC_F1),
    pressed: rgb(0xDC_E1_E9),
    hovered: rgb(0xF0_F3_F7),
    line: rgb(0xE1_E5_EB),
    strong_line: rgb(0xBF_C7_D2),
    lane: rgb(0xF1_F3_F6),
    text: rgb(0x17_1B_22),
    second: rgb(0x43_4C_5A),
    third: rgb(0x5C_66_75),
    faint: rgb(0x66_70_7F),
    accent: rgb(0x3D_55_D6),
    accent_fill: rgb(0x3D_55_D6),
    on_accent: WHITE,
    selection: rgb(0xDD_E4_FF),
    look_first: rgb(0xA8_20_1A),
    look_first_ground: rgb(0xFB_E7_E2),
    worth_a_look: rgb(0x94_59_00),
    worth_a_look_ground: rgb(0xFB_F0_D6),
    note: rgb(0x4D_5F_78),
    came_in: rgb(0x66_78_8F),
    failed: rgb(0x9A_31_40),
    families: [
        rgb(0x3C_7A_57),
        rgb(0x2F_69_BC),
        rgb(0x62_29_98),
        rgb(0x5D_6C_80),
        rgb(0x23_93_B0),
        rgb(0x82_86_8B),
    ],
    on_bar: WHITE,
};

/// Dark, with strong contrast.
pub const DARK_STRONG: Tokens = Tokens {
    is_dark: true,
    is_strong: true,
    ground: BLACK,
    panel: BLACK,
    card: BLACK,
    raised: BLACK,
    pressed: rgb(0x00_3A_8C),
    hovered: rgb(0x1E_1E_1E),
    line: WHITE,
    strong_line: WHITE,
    lane: BLACK,
    text: WHITE,
    second: WHITE,
    third: WHITE,
    faint: WHITE,
    accent: rgb(0xFF_E1_00),
    accent_fill: rgb(0x00_3A_8C),
    on_accent: WHITE,
    selection: rgb(0x00_3A_8C),
    look_first: rgb(0xFF_8A_66),
    look_first_ground: BLACK,
    worth_a_look: rgb(0xFF_E1_00),
    worth_a_look_ground: BLACK,
    note: WHITE,
    came_in: WHITE,
    failed: rgb(0xFF_9C_9C),
    families: [
        rgb(0x6B_FF_B8),
        rgb(0x6C_B8_FF),
        rgb(0xD9_C2_FF),
        rgb(0xC8_D2_DC),
        WHITE,
        rgb(0xA0_A0_A0),
    ],
    on_bar: BLACK,
};

/// Light, with strong contrast.
pub const LIGHT_STRONG: Tokens = Tokens {
    is_dark: false,
    is_strong: true,
    ground: WHITE,
    panel: WHITE,
    card: WHITE,
    raised: WHITE,
    pressed: rgb(0xCC_D6_FF),
    hovered: rgb(0xE6_E6_E6),
    line: BLACK,
    strong_line: BLACK,
    lane: WHITE,
    text: BLACK,
    second: BLACK,
    third: BLACK,
    faint: BLACK,
    accent: rgb(0x00_33_CC),
    accent_fill: rgb(0x00_33_CC),
    on_accent: WHITE,
    selection: rgb(0xCC_D6_FF),
    look_first: rgb(0x8A_00_00),
    look_first_ground: WHITE,
    worth_a_look: rgb(0x5C_3A_00),
    worth_a_look_ground: WHITE,
    note: BLACK,
    came_in: BLACK,
    failed: rgb(0x7A_00_20),
    families: [
        rgb(0x00_52_2B),
        rgb(0x00_3E_85),
        rgb(0x4A_0F_82),
        rgb(0x2B_39_47),
        rgb(0x00_58_6B),
        rgb(0x4A_4A_4A),
    ],
    on_bar: WHITE,
};

impl Tokens {
    /// Those by which a window was given these visuals.
    pub fn of(visuals: &Visuals) -> &'static Self {
        match (
            visuals.dark_mode,
            visuals.panel_fill == BLACK || visuals.panel_fill == WHITE,
        ) {
            (true, false) => &DARK,
            (true, true) => &DARK_STRONG,
            (false, false) => &LIGHT,
            (false, true) => &LIGHT_STRONG,
        }
    }

    /// How wide the frame of a chip or button is: levels of grey are what low vision loses first.
    pub const fn frame(&self) -> f32 {
        if self.is_strong { 1.5 } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&Tokens; 4] = [&DARK, &LIGHT, &DARK_STRONG, &LIGHT_STRONG];

    /// The relative luminance of WCAG 2.2.
    fn luminance(color: Color32) -> f32 {
        let part = |value: u8| {
            let value = f32::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(color.r()) + 0.7152 * part(color.g()) + 0.0722 * part(color.b())
    }

    fn contrast(one: Color32, other: Color32) -> f32 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn all_text_can_be_read_on_every_ground_that_it_stands_on() {
        for tokens in ALL {
            let least: f32 = if tokens.is_strong { 7.0 } else { 4.5 };
            let levels = [
                tokens.ground,
                tokens.panel,
                tokens.card,
                tokens.raised,
                tokens.hovered,
                tokens.selection,
            ];
            let mut pairs = Vec::new();
            for ground in levels {
                for text in [tokens.text, tokens.second, tokens.third] {
                    pairs.push((text, ground));
                }
            }
            for ground in [tokens.ground, tokens.panel, tokens.card] {
                for text in [
                    tokens.faint,
                    tokens.accent,
                    tokens.look_first,
                    tokens.worth_a_look,
                    tokens.note,
                    tokens.failed,
                ] {
                    pairs.push((text, ground));
                }
            }
            pairs.push((tokens.look_first, tokens.look_first_ground));
            pairs.push((tokens.worth_a_look, tokens.worth_a_look_ground));
            pairs.push((tokens.on_accent, tokens.accent_fill));
            for (text, ground) in pairs {
                let ratio = contrast(text, ground);
                assert!(ratio >= least, "{text:?} on {ground:?}: {ratio:.2}");
            }
            // Labels inside bars: only solid bars have them.
            for family in tokens.families.iter().take(2) {
                assert!(contrast(tokens.on_bar, *family) >= 4.5, "{family:?}");
            }
        }
    }

    #[test]
    fn marks_can_be_seen_on_the_ground() {
        for tokens in ALL {
            for mark in tokens
                .families
                .into_iter()
                .chain([tokens.came_in, tokens.failed])
            {
                let ratio = contrast(mark, tokens.lane);
                assert!(ratio >= 3.0, "{mark:?} on {:?}: {ratio:.2}", tokens.lane);
            }
        }
    }

    #[test]
    fn the_tokens_of_a_window_are_found_by_its_visuals() {
        for tokens in ALL {
            let visuals = super::super::visuals(tokens);
            assert_eq!(Tokens::of(&visuals), tokens);
        }
    }
}
